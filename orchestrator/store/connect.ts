import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { TerminalError, UnreachableError } from '../model/errors.ts';

export const STORE = 'the run store';

export interface StoreAddress {
  /** `postgres://user@host:port/database` */
  url: string;
  passwordFile: string;
}

/** Anything that runs a statement: the pool, or one connection within a transaction. */
export interface Db {
  query<T extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<pg.QueryResult<T>>;
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

/** A pool whose failures to connect are told apart from failures of a statement. */
export class Database implements Db {
  readonly #pool: pg.Pool;
  readonly #where: string;

  constructor(config: pg.ClientConfig) {
    this.#pool = new pg.Pool({ ...config, max: 4 });
    // A connection that breaks while it is idle is replaced at its next use; without a listener it would end the process.
    this.#pool.on('error', () => undefined);
    this.#where = new URL(config.connectionString ?? '').host;
  }

  async query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []) {
    try {
      return await this.#pool.query<T>(sql, values);
    } catch (error) {
      throw translate(error, this.#where);
    }
  }

  /** Runs statements in one transaction, rolled back when `body` throws. */
  async transaction<T>(body: (db: Db) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw translate(error, this.#where);
    });
    try {
      await client.query('begin');
      const value = await body(client);
      await client.query('commit');
      client.release();
      return value;
    } catch (error) {
      // The connection is given up with its transaction: whether a rollback would still reach it is not known.
      client.release(true);
      throw translate(error, this.#where);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

/** A lost or refused connection becomes an UnreachableError; any other error is left as it is. */
export function translate(error: unknown, where: string): unknown {
  if (!(error instanceof Error) || !isLost(error)) return error;
  return new UnreachableError(
    STORE,
    `the run store at ${where} is unreachable: ${messageOf(error)}`,
    {
      cause: error,
    },
  );
}

// Classes of SQLSTATE: 08 connection, 57P operator intervention (shutting down, starting up), 53300 too many connections.
const LOST = /^(08|57P|53300|ECONN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)/;

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
