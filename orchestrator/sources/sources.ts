/**
 * Asks a source's PostgreSQL what the next load would read, in one read-only transaction that takes no transaction id.
 * jobs/sparkwright/sources/postgres.py asks the same for the job; both must agree.
 */
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import type { Connection } from '../ports/ports.ts';
import type { Sources } from '../ports/source-windows.ts';
import { TerminalError } from '../model/errors.ts';
import type { Hosts } from '../model/hosts.ts';
import { addresses, type Address } from './address.ts';
import { holderOf } from './holder.ts';
import { tableWindow, type Server } from './table-window.ts';
import { translate } from './translate.ts';

export type ReadSecret = (name: string) => Promise<string>;

/** Milliseconds for one count. Counting a large table before its first load is not worth more. */
const COUNT_MS = 5_000;

/**
 * @param readSecret - the text of a secret, by its name
 * @param hosts - our addresses of databases, by the names that drivers use
 */
export function openSources(
  readSecret: ReadSecret,
  hosts: Hosts = {},
  countMs = COUNT_MS,
): Sources {
  const query = <T>(connection: Connection, ask: (client: pg.Client) => Promise<T>) =>
    queryWith(connection, { readSecret, hosts, countMs }, ask);
  return {
    window: (connection, source, bookmark) =>
      query(connection, async (client) => {
        const server = await serverOf(client);
        const tables = [];
        for (const table of Object.entries(source.tables))
          tables.push(await tableWindow(client, source, table, bookmark, server));
        const { systemIdentifier, hi } = server;
        const heldBy = await holderOf(client, hi);
        const { kind, lag } = source;
        return { kind, lag, systemIdentifier, hi, tables, heldBy };
      }),
    holder: (connection) =>
      query(connection, async (client) => holderOf(client, (await serverOf(client)).hi)),
  };
}

interface Asking {
  readSecret: ReadSecret;
  hosts: Hosts;
  countMs: number;
}

async function queryWith<T>(
  connection: Connection,
  asking: Asking,
  ask: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const password = (await asking.readSecret(connection.secret)).trim();
  let client: pg.Client | undefined;
  try {
    client = await connected(connection, password, asking);
    await client.query('begin isolation level repeatable read read only');
    return await ask(client);
  } catch (error) {
    throw translate(error, connection);
  } finally {
    await client?.end().catch(() => undefined);
  }
}

/** A connection to the first server that accepts us. */
async function connected(
  connection: Connection,
  password: string,
  { hosts, countMs }: Asking,
): Promise<pg.Client> {
  let last: unknown;
  for (const address of addresses(connection.url)) {
    const client = new pg.Client({
      ...(await reached(connection, address, hosts)),
      user: connection.user,
      password,
      application_name: 'sparkwright',
      connectionTimeoutMillis: 5_000,
      statement_timeout: countMs,
      query_timeout: 2 * countMs,
    });
    // An idle connection that breaks must not end this process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      last = error;
      await client.end().catch(() => undefined);
    }
  }
  throw last;
}

/** The database as this machine reaches it; the source's CA file, if any, checks its certificate. */
async function reached(
  { ca_file: file }: Connection,
  { host, ssl, options, ...rest }: Address,
  hosts: Hosts,
): Promise<pg.ClientConfig> {
  const ca = ssl?.rejectUnauthorized === true && file ? await readFile(file, 'utf8') : undefined;
  return {
    ...rest,
    host: hosts[host] ?? host,
    ...(options === null ? {} : { options }),
    ...(ssl ? { ssl: { ...ssl, ...(ca ? { ca } : {}) } } : {}),
  };
}

async function serverOf(client: pg.Client): Promise<Server> {
  const { rows } = await client.query<{ system: string; hi: string; clock: string }>(
    `select (select system_identifier from pg_control_system())::text as system,
       pg_snapshot_xmin(pg_current_snapshot())::text as hi,
       trunc(extract(epoch from now()) * 1000000)::text as clock`,
  );
  const [row] = rows;
  if (!row) throw new TerminalError('the source returned no row about itself');
  return { systemIdentifier: row.system, hi: row.hi, clock: row.clock };
}
