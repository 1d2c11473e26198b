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

// Limit of transactions at the same time.
const lanes = 4;

/** Options of the live app. */
export interface Live extends Outages {
  readonly connection: Connection;
  readonly seed: Seed;
  /** New orders per real second, on average; 5 by default. */
  readonly rate?: number | undefined;
  /** Number of branches; 20 by default. */
  readonly branches?: number | undefined;
  /** Seconds of the company per real second; 1 by default. */
  readonly clock?: number | undefined;
  /**
   * First time of the company's clock, in milliseconds since 1970. By default now, or the newest change in the database
   * if an earlier, faster clock has left it in the future.
   */
  readonly start?: number | undefined;
  /** Number of new orders; the app ends when all open orders are delivered. Without it, orders come until the end. */
  readonly orders?: number | undefined;
  /** Ends the work after this many real milliseconds, from the time when the open orders are known. */
  readonly duration?: number | undefined;
  /** Ends the work after the running transactions. The next `live` carries open orders on. */
  readonly signal?: AbortSignal | undefined;
  /** Gets every committed transaction. */
  readonly onTransaction?: ((transaction: Transaction) => void) | undefined;
  /** Gets the number of open orders to carry on, before the first transaction. */
  readonly onStart?: ((carriedOn: number) => void) | undefined;
}

/** A committed change of an order; `order` is set if it is new. */
export interface Transaction {
  readonly id: string;
  readonly branch: string;
  readonly createdAt: number;
  readonly change: Change;
  readonly order?: Order;
}

/** The result of a run of the app. */
export interface LiveSummary {
  /** Open orders at the start. */
  readonly carriedOn: number;
  /** New orders. */
  readonly orders: number;
  /** Changes to INTRANSIT and DELIVERED. */
  readonly transitions: number;
  readonly delivered: number;
  /** Open orders at the end. */
  readonly open: number;
  /** Length of the run in real seconds. */
  readonly seconds: number;
}

/**
 * Makes orders and moves them on, each change in a transaction of its own, until the signal aborts or all is done.
 * While the database is away it waits, and catches up afterwards with the planned times of all changes.
 * @throws errors of `pg`, unless the database is away.
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
  // For idle connections that break; the next query reports it.
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
    // Counted inside, because an abort hides the success of running work.
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
