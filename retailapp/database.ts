import pRetry from 'p-retry';
import pg from 'pg';
import { codeOf, isLostConnection } from '../orchestrator/model/lost-connection.ts';

/** The address of the company's database. */
export interface Connection {
  /** `postgres://user@host:port/database`; a password in it wins over `password`. */
  readonly url: string;
  readonly password?: string | undefined;
}

/** The configuration of `pg`. */
export function clientConfig({ url, password }: Connection): pg.ClientConfig {
  const target = new URL(url);
  if (password !== undefined && target.password === '')
    target.password = encodeURIComponent(password);
  return {
    connectionString: target.href,
    application_name: 'retail-app',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  };
}

/** The database's name in messages: `host:port/database`. */
export function nameOf({ url }: Connection): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** Whether the database is unavailable now, and may be available later. */
function isAway(error: unknown): boolean {
  return error instanceof Error && isLostConnection(error);
}

/** Callbacks for the beginning and end of an outage. */
export interface Outages {
  readonly onAway?: ((error: Error) => void) | undefined;
  /** Gets the length of the outage in seconds. */
  readonly onBack?: ((seconds: number) => void) | undefined;
}

/** Does the work, with retries and growing pauses while the database is away. Throws other errors. */
export type Patience = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Makes the patience that all work on one database shares, so that an outage is reported once.
 * @param signal ends the wait: the work then fails with the signal's reason.
 */
export function patience({ onAway, onBack }: Outages, signal?: AbortSignal): Patience {
  let since: number | undefined;
  return (work) =>
    pRetry(
      async () => {
        const begun = performance.now();
        const result = await work();
        // Work that began before the outage may succeed while the server goes down. The outage goes on.
        if (since !== undefined && since < begun) {
          onBack?.((performance.now() - since) / 1000);
          since = undefined;
        }
        return result;
      },
      {
        retries: Infinity,
        minTimeout: 250,
        maxTimeout: 5000,
        ...(signal && { signal }),
        shouldRetry: ({ error }) => isAway(error),
        onFailedAttempt: ({ error }) => {
          if (!isAway(error) || since !== undefined) return;
          since = performance.now();
          onAway?.(error);
        },
      },
    );
}

const hints: Readonly<Record<string, string>> = {
  '28P01':
    '`npm run up` writes the right password, or name its file by RETAIL_DATABASE_PASSWORD_FILE',
  '28000': '`npm run up` makes the user and sets its rights',
  '3D000': '`npm run up` makes it, or name another by --url',
  '42P01': 'run postgresql/init.sql in it, as `npm run up` does',
  '42501': 'run postgresql/init.sql again, as `npm run up` does',
};

/** The error as one line with the database and the fix. */
export function explained(error: unknown, connection: Connection): Error {
  const message = whatHappened(error);
  const hint = isAway(error)
    ? 'it went away during the transaction, which was rolled back; run this again'
    : hints[error instanceof Error ? codeOf(error) : ''];
  return new Error(
    `database ${nameOf(connection)}: ${message}${hint === undefined ? '' : `: ${hint}`}`,
    { cause: error },
  );
}

/** The error's message, or its code: Node's error for several refused addresses has no message. */
export function whatHappened(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || codeOf(error);
}
