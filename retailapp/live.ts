import pg from 'pg';
import { largestBranches } from './branches.ts';
import type { Seed } from './chance.ts';
import { companyClock } from './clock.ts';
import { clientConfig, patience, type Connection, type Outages } from './database.ts';
import { dispatch } from './dispatch.ts';
import { carriedOn, earliestFirst, placed, rest, type Errand } from './errands.ts';
import type { Change } from './journey.ts';
import { insertChange, insertOrder, newestChange, openOrders, reserveIds } from './ledger.ts';
import { comingOrders, type Order } from './orders.ts';

// So many transactions are under way at once at most.
const lanes = 4;

/** How the company works while the app runs. */
export interface Live extends Outages {
  readonly connection: Connection;
  readonly seed: Seed;
  /** New orders per second of our time, on average; 5 by default. */
  readonly rate?: number | undefined;
  /** How many branches sell; 20 by default. */
  readonly branches?: number | undefined;
  /** How many of the company's seconds pass in one of ours; 1 by default. */
  readonly clock?: number | undefined;
  /**
   * What the company's clock shows at first, in milliseconds since 1970; by default now, or the newest change in the
   * database where an earlier, faster clock has left that ahead.
   */
  readonly start?: number | undefined;
  /** Take so many orders, see every open one delivered, and end; without it, orders come until the end. */
  readonly orders?: number | undefined;
  /** Ends the work after so many milliseconds of our time, counted from when the open orders have been found. */
  readonly duration?: number | undefined;
  /** Ends the work: what is being written is finished, what is on its way is carried on by the next `live`. */
  readonly signal?: AbortSignal | undefined;
  /** Takes every transaction once it is committed. */
  readonly onTransaction?: ((transaction: Transaction) => void) | undefined;
  /** Takes how many open orders were found and are carried on, before the first transaction. */
  readonly onStart?: ((carriedOn: number) => void) | undefined;
}

/** A committed change of an order; `order` is there when it is new. */
export interface Transaction {
  readonly id: string;
  readonly branch: string;
  readonly createdAt: number;
  readonly change: Change;
  readonly order?: Order;
}

/** What happened while the app ran. */
export interface LiveSummary {
  /** Open orders that were found at the start. */
  readonly carriedOn: number;
  /** New orders. */
  readonly orders: number;
  /** Changes to INTRANSIT and DELIVERED. */
  readonly transitions: number;
  readonly delivered: number;
  /** Orders that are not delivered at the end. */
  readonly open: number;
  /** How long it ran, in our seconds. */
  readonly seconds: number;
}

/**
 * Takes orders and moves them on, each change in a transaction of its own, until the signal ends it or all is done.
 * While the database is away it waits, and catches up afterwards: what is written is when things happened, not when
 * they could be written.
 * @throws what `pg` throws, unless it says that the database is away.
 */
export async function live(options: Live): Promise<LiveSummary> {
  const { connection, signal, duration } = options;
  const timeIsUp = new AbortController();
  const end = AbortSignal.any([timeIsUp.signal, ...(signal ? [signal] : [])]);
  let timer: NodeJS.Timeout | undefined;
  const onStart = (carriedOn: number): void => {
    options.onStart?.(carriedOn);
    if (duration === undefined) return;
    timer = setTimeout(() => {
      timeIsUp.abort();
    }, duration);
  };
  const pool = new pg.Pool({ ...clientConfig(connection), max: lanes });
  // A connection that breaks while nobody uses it: the next query finds out.
  pool.on('error', () => undefined);
  const begun = performance.now();
  const count = { carriedOn: 0, orders: 0, transitions: 0, delivered: 0 };
  try {
    await work({ ...options, signal: end, onStart }, pool, count);
  } catch (error) {
    if (!end.aborted || error !== end.reason) throw error;
  } finally {
    clearTimeout(timer);
    await pool.end();
  }
  const open = count.carriedOn + count.orders - count.delivered;
  return { ...count, open, seconds: (performance.now() - begun) / 1000 };
}

type Count = Pick<Mutable<LiveSummary>, 'carriedOn' | 'orders' | 'transitions' | 'delivered'>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

async function work(options: Live, pool: pg.Pool, count: Count): Promise<void> {
  const { seed, signal } = options;
  const patiently = patience(options, signal);
  const errands = earliestFirst();

  const newest = (await patiently(() => newestChange(pool))) ?? 0;
  for (const order of await patiently(() => openOrders(pool))) {
    errands.push(carriedOn(seed, order, newest));
  }
  count.carriedOn = errands.length;
  const start = options.start ?? Math.max(Date.now(), newest);
  const clock = companyClock(start, options.clock ?? 1);
  const coming = ordersFrom(options, start);
  const awaitNext = () => {
    const { value } = coming.next();
    if (value) errands.push(placed(value));
  };
  awaitNext();
  options.onStart?.(count.carriedOn);

  const run = async (errand: Errand): Promise<void> => {
    if (errand.order) awaitNext();
    const id = errand.id ?? (await patiently(() => reserveIds(pool, 1)))[0] ?? '';
    // Counted inside, because an abort hides the success of what it finds under way.
    await patiently(async () => {
      await write(pool, id, errand);
      const { branch, createdAt, order, next } = errand;
      count[order ? 'orders' : 'transitions'] += 1;
      if (next.status === 'DELIVERED') count.delivered += 1;
      options.onTransaction?.({ id, branch, createdAt, change: next, ...(order && { order }) });
    });
    const left = rest(errand, id);
    if (left) errands.push(left);
  };

  await dispatch(errands, clock, lanes, run, signal);
}

function* ordersFrom(options: Live, start: number): Generator<Order, undefined> {
  const { seed, rate = 5, clock = 1, orders = Infinity } = options;
  if (rate <= 0) return;
  const coming = comingOrders({
    seed,
    branches: largestBranches(options.branches ?? 20),
    start,
    rate: rate / clock,
  });
  for (let taken = 0; taken < orders; taken += 1) yield coming.next().value;
}

function write(pool: pg.Pool, id: string, { order, next }: Errand): Promise<void> {
  return order ? insertOrder(pool, id, order) : insertChange(pool, id, next);
}
