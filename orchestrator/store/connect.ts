import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { FencedOut, StoreRefused, TerminalError, UnreachableError } from '../model/errors.ts';
import { visible } from '../model/visible.ts';

export const STORE = 'the run store';

export interface StoreAddress {
  /** `postgres://user@host:port/database` */
  url: string;
  passwordFile: string;
}

/** Anything that runs a statement: the pool, or one connection within a transaction. */
export interface Db {
  query<T extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<pg.QueryResult<T>>;
  /**
   * The same for a statement of every hand-off, which each connection parses and plans once: half of what a small one costs.
   * Not for ranges of the past: a plan that is made without its values reads all of it.
   */
  often<T extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<pg.QueryResult<T>>;
}

/** How to reach the store, the password read from its file. */
export async function connection(address: StoreAddress): Promise<pg.ClientConfig> {
  const password = await readFile(address.passwordFile, 'utf8').catch((cause: unknown) => {
    throw new TerminalError(`can't read the run store's password from ${address.passwordFile}`, {
      cause,
      mend: 'Set SPARKWRIGHT_STORE_PASSWORD_FILE, or start the embedded cluster with: npm run up',
    });
  });
  // pg lets the parts of a connection string win over what stands beside it, an absent password included.
  const url = new URL(address.url);
  url.password = encodeURIComponent(password.trim());
  return {
    connectionString: url.href,
    application_name: 'sparkwright',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  };
}

/** A pool whose failures to connect are told apart from failures of a statement, and whose writes carry a fence. */
export class Database implements Db {
  readonly #pool: pg.Pool;
  readonly #where: string;
  readonly #fence: () => string;
  readonly #fences = new WeakMap<pg.PoolClient, string>();

  /** @param fence - the number of the lease that writes go under; empty for a person's commands, which need none */
  constructor(config: pg.ClientConfig, fence: () => string = () => '') {
    this.#pool = new pg.Pool({
      ...config,
      max: 8,
      // A process that was stopped in the middle of a transaction must not hold back who takes over from it.
      idle_in_transaction_session_timeout: 5_000,
    });
    // A connection that breaks is replaced at its next use, and fails the statement under way; without listeners it would
    // end the process, whether it is idle (the pool's) or between two statements (its own).
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => {
      client.on('error', () => undefined);
    });
    this.#where = new URL(config.connectionString ?? '').host;
    this.#fence = fence;
  }

  async query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []) {
    return this.#connected((client) => client.query<T>(sql, bound(values)));
  }

  async often<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []) {
    return this.#connected((client) => client.query<T>(named(sql, values)));
  }

  /** Runs statements in one transaction, rolled back when `body` throws. */
  async transaction<T>(body: (db: Db) => Promise<T>): Promise<T> {
    return this.#connected(async (client) => {
      await client.query('begin');
      const value = await body({
        query: (sql, values = []) => client.query(sql, bound(values)),
        often: (sql, values = []) => client.query(named(sql, values)),
      });
      await client.query('commit');
      return value;
    });
  }

  /** @throws FencedOut where another has taken the lead; a person's command has no fence to lose */
  async assertFence(): Promise<void> {
    const fence = this.#fence();
    if (fence === '') return;
    const { rowCount } = await this.query(`select from lease where fence = $1`, [fence]);
    if (rowCount !== 1) throw new FencedOut();
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #connected<T>(use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      throw translate(error, this.#where);
    }
    try {
      const fence = this.#fence();
      if ((this.#fences.get(client) ?? '') !== fence) {
        await client.query(`select set_config('sparkwright.fence', $1, false)`, [fence]);
        this.#fences.set(client, fence);
      }
      const value = await use(client);
      client.release();
      return value;
    } catch (error) {
      // The connection is given up with its transaction: whether a rollback would still reach it is not known.
      client.release(true);
      throw translate(error, this.#where);
    }
  }
}

const names = new Map<string, string>();

function named(text: string, values: unknown[]): pg.QueryConfig {
  const name = names.get(text) ?? `s${names.size}`;
  names.set(text, name);
  return { name, text, values: bound(values) };
}

/** Every text that a statement is given, as PostgreSQL can hold it. Within JSON `visibleJson` has seen to it. */
function bound(values: unknown[]): unknown[] {
  return values.map((value) => {
    if (typeof value === 'string') return visible(value);
    return Array.isArray(value) ? bound(value) : value;
  });
}

/** A lost or refused connection becomes an UnreachableError, a lost lease FencedOut, a statement that PostgreSQL will never take a StoreRefused. */
export function translate(error: unknown, where: string): unknown {
  if ((error as { code?: unknown } | null)?.code === 'SW001') return new FencedOut(error);
  if (!(error instanceof Error)) return error;
  if (!isLost(error)) return isRefusal(error) ? new StoreRefused(error) : error;
  const what =
    (error as { code?: unknown }).code === DISK_FULL
      ? `the disk of the run store at ${where} is full`
      : `the run store at ${where} is unreachable`;
  return new UnreachableError(STORE, `${what}: ${messageOf(error)}`, { cause: error });
}

// 40 a conflict with another transaction, 55 and 57 what somebody else is at, 25 a transaction that was ended from outside: all pass
// by themselves. Tables and columns that are missing (42P01, 42703) are there after a migration.
const PASSES = /^(25|40|55|57|42P01|42703)/;

/** Whether the server took the statement in, and refused it for what it says. */
function isRefusal(error: Error & { code?: unknown }): boolean {
  return error instanceof pg.DatabaseError && !PASSES.test(error.code ?? '');
}

/** SQLSTATE disk_full. */
const DISK_FULL = '53100';

// Classes of SQLSTATE: 08 connection, 57P operator intervention (shutting down, starting up), 53 insufficient resources
// (disk full, out of memory, too many connections): all of them pass without anything having been written.
const LOST = /^(08|57P|53|ECONN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)/;

function isLost(error: Error & { code?: unknown }): boolean {
  return (
    (typeof error.code === 'string' && LOST.test(error.code)) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      error.message,
    )
  );
}

// A host name with two addresses fails with an AggregateError, whose own message is empty.
function messageOf(error: Error): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  return error.message || (first instanceof Error ? first.message : error.name);
}
