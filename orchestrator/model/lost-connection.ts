/** Recognizes errors that mean an unreachable or unavailable server, for every system alike. */

/** Node's codes for a connection that failed before anything was sent. */
const NEVER_CONNECTED = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
];

/** Node's codes for a connection that broke, or that may have been made. */
const BROKE = ['ECONNRESET', 'ECONNABORTED', 'ENETRESET', 'ENOTCONN', 'EPIPE', 'ETIMEDOUT'];

const NODE = new Set([...NEVER_CONNECTED, ...BROKE]);

// SQLSTATE classes: 08 connection, 57P operator intervention (shutdown, startup), 53 insufficient resources (disk full, out
// of memory, too many connections). All of them are temporary, and nothing was written.
const SQLSTATE = /^(08...|57P..|53...)$/;

// PostgreSQL's driver gives these errors no code.
const MESSAGE =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;

/** Whether the same request may succeed later, unchanged. */
export function isLostConnection(error: Error): boolean {
  const code = codeOf(error);
  return code === '' ? MESSAGE.test(error.message) : NODE.has(code) || SQLSTATE.test(code);
}

/** Whether the request certainly did not reach the server. */
export function neverSent(error: unknown): boolean {
  return error instanceof Error && NEVER_CONNECTED.includes(codeOf(error));
}

/** The error's code from Node or PostgreSQL; empty if it has none. */
export function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
