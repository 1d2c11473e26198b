import pg from 'pg';
import { largestBranches } from './branches.ts';
import type { Seed } from './chance.ts';
import { copyRows, type Row } from './copy.ts';
import { clientConfig, patience, type Connection, type Outages } from './database.ts';
import { changesOf } from './journey.ts';
import { reserveIds, time } from './ledger.ts';
import { pastOrders, type Order } from './orders.ts';

// Large, because the two COPYs of a batch take turns: within one, drawing and writing go on side by side.
const ordersPerBatch = 100_000;

/** What to load. */
export interface Backfill extends Outages {
  readonly connection: Connection;
  /** How many orders. */
  readonly orders: number;
  readonly seed: Seed;
  /** How many branches sell them; 20 by default. */
  readonly branches?: number | undefined;
  /** How many days back the first order lies; 30 by default. */
  readonly days?: number | undefined;
  /** The moment that the past ends at, in milliseconds since 1970; now by default. */
  readonly start?: number | undefined;
  /** Stops the load: nothing is loaded then, and the promise is rejected. */
  readonly signal?: AbortSignal | undefined;
  /** Takes how many orders have been written so far. */
  readonly onProgress?: ((orders: number) => void) | undefined;
}

/** Rows that were loaded into `orders` and into `ordershistory`. */
export interface Backfilled {
  readonly orders: number;
  readonly history: number;
}

/**
 * Loads orders of the past, with all that has happened to each until `start`, in one transaction by COPY.
 * It adds to what is there: done twice, it loads as many orders again, under new ids.
 * While the database is away at the beginning, it waits.
 * @throws what `pg` throws, when the transaction fails; nothing is loaded then.
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
  // A connection that breaks is seen by the query under way; without a listener it would also end the process.
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
