-- The rows of the gold table delivery_by_branch, straight from the database, as a check for the demo and the tests.
-- Times are cut to whole seconds before the subtraction; the average is rounded once, half up.
with pivoted as (
  select o.branch,
         min(floor(extract(epoch from h.changed_at))) filter (where h.status = 'NEW') as ordered,
         min(floor(extract(epoch from h.changed_at))) filter (where h.status = 'DELIVERED') as delivered
  from public.orders o
  join public.ordershistory h on h.order_id = o.id
  where h.status <> 'INTRANSIT'
  group by o.id, o.branch
)
select branch,
       count(*)::text as orders,
       count(delivered)::text as delivered,
       coalesce(round(sum(delivered - ordered) / nullif(3600 * count(delivered), 0), 2)::text, '') as avg_delivery_hours
from pivoted
group by branch
order by branch collate "C";
