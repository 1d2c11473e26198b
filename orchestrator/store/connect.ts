import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { FencedOut, TerminalError } from '../model/errors.ts';
import { visible } from '../model/visible.ts';
import { translate, translateStatement } from './translate.ts';

export interface StoreAddress {
  /** `postgres://user@host:port/database` */
  url: string;
  passwordFile: string;
}

/** Anything that runs a statement: the pool, or one connection within a transaction. */
export interface Db {
  query<T extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<pg.QueryResult<T>>;
  /**
   * The same for a frequent statement. Each connection parses and plans it once, which halves the cost of a small statement.
   * Not for ranges of old rows: a plan that is made without the values reads all rows.
   */
  often<T extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<pg.QueryResult<T>>;
}

/** Reads the password from its file. @throws TerminalError if it can't */
export async function connection(address: StoreAddress): Promise<pg.ClientConfig> {
  const password = await readFile(address.passwordFile, 'utf8').catch((cause: unknown) => {
    throw new TerminalError(`can't read the run store's password from ${address.passwordFile}`, {
      cause,
      hint: 'Set SPARKWRIGHT_STORE_PASSWORD_FILE, or start the embedded cluster with: npm run up',
    });
  });
  // The connection string must have the password: pg prefers it to the `password` beside it, even without one.
  const url = new URL(address.url);
  url.password = encodeURIComponent(password.trim());
  return {
    connectionString: url.href,
    application_name: 'sparkwright',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  };
}

/** A pool of connections, whose writes carry a fence. Its errors are those of translate.ts. */
export class Database implements Db {
  readonly #pool: pg.Pool;
  readonly #where: string;
  readonly #fence: () => string;
  readonly #fences = new WeakMap<pg.PoolClient, string>();
  readonly #examine: (client: pg.ClientBase) => Promise<void>;
  #examined: Promise<void> | undefined;

  /**
   * @param fence - returns the lease's number as text; empty for a person's commands, which need no lease
   * @param examine - checks the store once, before the first statement; if it throws, every statement fails with that error
   */
  constructor(
    config: pg.ClientConfig,
    fence: () => string = () => '',
    examine: (client: pg.ClientBase) => Promise<void> = () => Promise.resolve(),
  ) {
    this.#examine = examine;
    this.#pool = new pg.Pool({
      ...config,
      max: 8,
      // A process that was paused within a transaction must not block the next leader.
      idle_in_transaction_session_timeout: 5_000,
    });
    // A broken connection fails its statement, and the pool replaces it. Without listeners it would end the process too: the
    // pool's listener covers idle connections, the client's own covers those between two statements.
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

  /** Runs statements in one transaction, which is rolled back if `body` throws. */
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

  /** @throws FencedOut if another orchestrator leads; never for a person's commands, which carry no fence */
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
      await (this.#examined ??= this.#examine(client).catch((error: unknown) => {
        // The next statement checks again: the error may have been an outage.
        this.#examined = undefined;
        throw error;
      }));
      const fence = this.#fence();
      if ((this.#fences.get(client) ?? '') !== fence) {
        await client.query(`select set_config('sparkwright.fence', $1, false)`, [fence]);
        this.#fences.set(client, fence);
      }
      const value = await use(client);
      client.release();
      return value;
    } catch (error) {
      // Closed instead of rolled back: a rollback may not reach a broken connection.
      client.release(true);
      throw translateStatement(error, this.#where);
    }
  }
}

const names = new Map<string, string>();

function named(text: string, values: unknown[]): pg.QueryConfig {
  const name = names.get(text) ?? `s${names.size}`;
  names.set(text, name);
  return { name, text, values: bound(values) };
}

/** Replaces characters that PostgreSQL can't store. Text within JSON has passed `visibleJson` already. */
function bound(values: unknown[]): unknown[] {
  return values.map((value) => {
    if (typeof value === 'string') return visible(value);
    return Array.isArray(value) ? bound(value) : value;
  });
}
