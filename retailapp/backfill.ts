import pg from 'pg';
import { largestBranches } from './branches.ts';
import type { Seed } from './chance.ts';
import { copyRows, type Row } from './copy.ts';
import { clientConfig, patience, type Connection, type Outages } from './database.ts';
import { changesOf } from './journey.ts';
import { reserveIds, time } from './ledger.ts';
import { pastOrders, type Order } from './orders.ts';

// Large, because the two COPYs of a batch take turns, and drawing and writing overlap within one COPY.
const ordersPerBatch = 100_000;

/** Options of a backfill. */
export interface Backfill extends Outages {
  readonly connection: Connection;
  /** Number of orders. */
  readonly orders: number;
  readonly seed: Seed;
  /** Number of branches; 20 by default. */
  readonly branches?: number | undefined;
  /** Days between the first order and the end; 30 by default. */
  readonly days?: number | undefined;
  /** End of the past, in milliseconds since 1970; now by default. */
  readonly start?: number | undefined;
  /** Aborts the load: nothing is loaded, and the promise rejects. */
  readonly signal?: AbortSignal | undefined;
  /** Gets the number of orders written so far. */
  readonly onProgress?: ((orders: number) => void) | undefined;
}

/** Rows loaded into `orders` and `ordershistory`. */
export interface Backfilled {
  readonly orders: number;
  readonly history: number;
}

/**
 * Loads past orders with all their changes until `start`, in one transaction by COPY.
 * It adds to existing rows: a second call loads as many orders again, with new ids.
 * If the database is away at the beginning, it waits.
 * @throws errors of `pg` if the transaction fails; nothing is loaded then.
 */
export async function backfill(options: Backfill): Promise<Backfilled> {
  const {
    connection,
    orders,
    seed,
    branches = 20,
    days = 30,
    start = Date.now(),
    signal,
  } = options;
  const past = pastOrders({ seed, branches: largestBranches(branches), orders, end: start, days });
  const client = await patience(options, signal)(() => connected(connection));
  try {
    await client.query('begin');
    const loaded = { orders: 0, history: 0 };
    for (const batch of batches(past, ordersPerBatch)) {
      const ids = await reserveIds(client, batch.length);
      loaded.orders += await copyRows(client, ordersTarget, orderRows(ids, batch), signal);
      loaded.history += await copyRows(
        client,
        historyTarget,
        historyRows(ids, batch, start),
        signal,
      );
      options.onProgress?.(loaded.orders);
    }
    signal?.throwIfAborted();
    await client.query('commit');
    return loaded;
  } finally {
    await client.end();
  }
}

async function connected(connection: Connection): Promise<pg.Client> {
  const client = new pg.Client(clientConfig(connection));
  // The running query fails if the connection breaks. Without a listener the process would end too.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const ordersTarget =
  'public.orders (id, branch, customer, category, product, quantity, unit_price, created_at)';
const historyTarget = 'public.ordershistory (order_id, status, changed_at)';

function* orderRows(ids: readonly string[], orders: readonly Order[]): Generator<Row> {
  for (const [index, id] of ids.entries()) {
    const order = orders[index];
    if (!order) continue;
    const { branch, customer, category, product, quantity, unitPrice, createdAt } = order;
    yield [id, branch, customer, category, product, quantity, unitPrice, time(createdAt)];
  }
}

function* historyRows(
  ids: readonly string[],
  orders: readonly Order[],
  until: number,
): Generator<Row> {
  for (const [index, id] of ids.entries()) {
    const order = orders[index];
    if (!order) continue;
    for (const { status, changedAt } of changesOf(order.createdAt, order.journey)) {
      if (changedAt <= until) yield [id, status, time(changedAt)];
    }
  }
}

function* batches<T>(items: Iterable<T>, size: number): Generator<readonly T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
