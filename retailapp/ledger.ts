import type { ClientBase, Pool } from 'pg';
import type { Change } from './journey.ts';
import type { Order } from './orders.ts';

type Database = ClientBase | Pool;

/** An order that is not delivered. Times are milliseconds since 1970; ids are text, because they have 64 bits. */
export interface OpenOrder {
  readonly id: string;
  readonly branch: string;
  readonly createdAt: number;
  /** Time of INTRANSIT, if it has left. */
  readonly leftAt: number | undefined;
}

/** Reserves ids for `count` orders, in rising order. */
export async function reserveIds(database: Database, count: number): Promise<readonly string[]> {
  const { rows } = await database.query<[string]>({
    name: 'reserve-ids',
    text: "select nextval('public.orders_id_seq') from generate_series(1, $1)",
    values: [count],
    rowMode: 'array',
  });
  return rows.map(([id]) => id);
}

/** Writes an order and its NEW in one transaction. Idempotent. */
export async function insertOrder(database: Database, id: string, order: Order): Promise<void> {
  const { branch, customer, category, product, quantity, unitPrice, createdAt } = order;
  await database.query({
    name: 'insert-order',
    text: `with placed as (
             insert into public.orders (id, branch, customer, category, product, quantity, unit_price, created_at)
             overriding system value values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (id) do nothing
             returning id
           )
           insert into public.ordershistory (order_id, status, changed_at) select id, 'NEW', $8 from placed`,
    values: [id, branch, customer, category, product, quantity, unitPrice, time(createdAt)],
  });
}

/** Writes a change of an order in one transaction. Idempotent. */
export async function insertChange(database: Database, id: string, change: Change): Promise<void> {
  await database.query({
    name: 'insert-change',
    text: `insert into public.ordershistory (order_id, status, changed_at) values ($1, $2, $3)
           on conflict (order_id, status) do nothing`,
    values: [id, change.status, time(change.changedAt)],
  });
}

/** The orders that are not delivered, the oldest first. Reads the whole history. */
export async function openOrders(database: Database): Promise<readonly OpenOrder[]> {
  const { rows } = await database.query<{
    id: string;
    branch: string;
    created: Date;
    left: Date | null;
  }>(
    `select o.id, o.branch, h.created, h.left
     from (
       select order_id,
              min(changed_at) filter (where status = 'NEW') as created,
              min(changed_at) filter (where status = 'INTRANSIT') as left
       from public.ordershistory
       group by order_id
       having bool_and(status <> 'DELIVERED')
     ) h
     join public.orders o on o.id = h.order_id
     where h.created is not null
     order by h.created, o.id`,
  );
  return rows.map(({ id, branch, created, left }) => ({
    id,
    branch,
    createdAt: created.getTime(),
    leftAt: left?.getTime(),
  }));
}

/** Time of the newest change, in milliseconds since 1970; undefined if there is none. */
export async function newestChange(database: Database): Promise<number | undefined> {
  const { rows } = await database.query<{ newest: Date | null }>(
    'select max(changed_at) as newest from public.ordershistory',
  );
  return rows[0]?.newest?.getTime();
}

/** A time for PostgreSQL. */
export function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
