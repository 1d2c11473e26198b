import pRetry from 'p-retry';
import pg from 'pg';

/** Where the company's database is. */
export interface Connection {
  /** `postgres://user@host:port/database`; a password in it wins over `password`. */
  readonly url: string;
  readonly password?: string | undefined;
}

/** What `pg` needs to connect. */
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

/** The database as messages name it: `host:port/database`. */
export function nameOf({ url }: Connection): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

const awayCodes =
  /^(08...|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
// pg gives no code to these.
const awayMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error)/;

/** Whether the error says that the database is not there now, and may be there later. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return awayCodes.test(codeOf(error)) || awayMessages.test(error.message);
}

/** Who is told when the database goes and comes back. */
export interface Outages {
  readonly onAway?: ((error: Error) => void) | undefined;
  /** Takes how many seconds it was away. */
  readonly onBack?: ((seconds: number) => void) | undefined;
}

/** Does the work, again and again with growing pauses while the database is away; other errors are thrown. */
export type Patience = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Makes the patience that all work on one database shares, so that an outage is told once and not by everybody.
 * @param signal ends the waiting: the work then fails with the signal's reason.
 */
export function patience({ onAway, onBack }: Outages, signal?: AbortSignal): Patience {
  let since: number | undefined;
  return (work) =>
    pRetry(
      async () => {
        const begun = performance.now();
        const result = await work();
        // What began before the outage may end well while the server goes down; that is no return.
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

const mends: Readonly<Record<string, string>> = {
  '28P01':
    '`npm run up` writes the right password, or name its file by RETAIL_DATABASE_PASSWORD_FILE',
  '28000': '`npm run up` makes the user and sets its rights',
  '3D000': '`npm run up` makes it, or name another by --url',
  '42P01': 'run postgresql/init.sql in it, as `npm run up` does',
  '42501': 'run postgresql/init.sql again, as `npm run up` does',
};

/** The error as one line that names the database and the mend. */
export function explained(error: unknown, connection: Connection): Error {
  const message = whatHappened(error);
  const mend = isAway(error)
    ? 'it went away in the middle, which undid all; run this again'
    : mends[error instanceof Error ? codeOf(error) : ''];
  return new Error(
    `database ${nameOf(connection)}: ${message}${mend === undefined ? '' : `: ${mend}`}`,
    {
      cause: error,
    },
  );
}

/** The error's own words; Node leaves the message of a refused connection to several addresses empty. */
export function whatHappened(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || codeOf(error);
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
