-- The rows of the gold table delivery_by_branch_day, straight from the database. A day is the day of the order in UTC.
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
       (to_timestamp(ordered) at time zone 'UTC')::date::text as day,
       count(*)::text as orders,
       count(delivered)::text as delivered,
       coalesce(round(sum(delivered - ordered) / nullif(3600 * count(delivered), 0), 2)::text, '') as avg_delivery_hours
from pivoted
group by branch, day
order by branch collate "C", day;
