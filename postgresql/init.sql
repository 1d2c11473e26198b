-- The retail company's database: its tables, and the rights of its two users.
--
-- A superuser runs this inside the database (`retail`). A second run only resets the rights to exactly these.
-- The roles retail_app and retail_reader must exist. PostgreSQL 15 and later.
--
-- Every table has a column xid, the transaction that last wrote the row. Rows are read incrementally as
-- `xid >= lo and xid < pg_snapshot_xmin(pg_current_snapshot())`: ids and times become visible out of order, and
-- reading by them loses rows.

begin;

create table if not exists public.orders (
  id         bigint generated always as identity (sequence name public.orders_id_seq) primary key,
  branch     text           not null check (branch <> ''),
  customer   text           not null,
  category   text           not null,
  product    text           not null,
  quantity   integer        not null check (quantity > 0),
  unit_price numeric(12, 2) not null check (unit_price >= 0),
  amount     numeric(12, 2) not null generated always as (quantity * unit_price) stored,
  created_at timestamptz    not null,
  xid        xid8           not null default pg_current_xact_id()
);
create index if not exists orders_xid on public.orders (xid);

comment on table public.orders is 'One row an order; rows are inserted and never changed';
comment on column public.orders.branch is 'City of the branch that sells and delivers';
comment on column public.orders.unit_price is 'EUR for one piece';
comment on column public.orders.amount is 'EUR for the whole order';
comment on column public.orders.created_at is 'When the customer ordered; the same as changed_at of its NEW';
comment on column public.orders.xid is 'Transaction that last wrote the row; the key of incremental reads';

-- No foreign key to orders: checking it row by row nearly doubles the time of a bulk load. The app writes an order and
-- its NEW in one transaction, and changes only orders that it has read.
create table if not exists public.ordershistory (
  id         bigint generated always as identity (sequence name public.ordershistory_id_seq) primary key,
  order_id   bigint      not null,
  status     text        not null collate "C" check (status in ('NEW', 'INTRANSIT', 'DELIVERED')),
  changed_at timestamptz not null,
  xid        xid8        not null default pg_current_xact_id(),
  unique (order_id, status)
);
create index if not exists ordershistory_xid on public.ordershistory (xid);

comment on table public.ordershistory is
  'One row a change of an order: NEW, INTRANSIT, DELIVERED. Delivery time is changed_at of DELIVERED less that of NEW';
comment on column public.ordershistory.order_id is 'The id of the order in orders';
comment on column public.ordershistory.xid is 'Transaction that last wrote the row; the key of incremental reads';

create or replace function public.renew_xid() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  new.xid := pg_catalog.pg_current_xact_id();
  return new;
end
$$;

create or replace trigger orders_renew_xid
  before update on public.orders for each row execute function public.renew_xid();
create or replace trigger ordershistory_renew_xid
  before update on public.ordershistory for each row execute function public.renew_xid();

-- Rights: none for public, then the needs of each of the two users.
do $$
begin
  execute format('revoke all on database %I from public, retail_app, retail_reader', current_database());
  execute format('grant connect on database %I to retail_app, retail_reader', current_database());
end
$$;
revoke all on schema public from public, retail_app, retail_reader;
grant usage on schema public to retail_app, retail_reader;
revoke all on all tables in schema public from public, retail_app, retail_reader;
revoke all on all sequences in schema public from public, retail_app, retail_reader;
revoke all on function public.renew_xid() from public, retail_app, retail_reader;

-- The app writes every column but xid, so it can't add a row below a reader's bound. It takes ids before it writes,
-- and reads the columns that show open orders.
grant insert (id, branch, customer, category, product, quantity, unit_price, created_at) on public.orders to retail_app;
grant insert (order_id, status, changed_at) on public.ordershistory to retail_app;
grant usage on sequence public.orders_id_seq to retail_app;
grant select (id, branch) on public.orders to retail_app;
grant select (order_id, status, changed_at) on public.ordershistory to retail_app;

-- The reader reads rows, and identifies the server by pg_control_system().
grant select on public.orders, public.ordershistory to retail_reader;
grant execute on function pg_catalog.pg_control_system() to retail_reader;

commit;
