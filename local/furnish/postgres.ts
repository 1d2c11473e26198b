import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { SecretName } from '../setup/secrets.ts';

/** Roles of the cluster, and their passwords. */
const ROLES = {
  sparkwright: 'store.password',
  retail_app: 'retail-app.password',
  retail_reader: 'retail-reader.password',
} as const;

/** A server, and its superuser's password. */
export interface Superuser {
  host: string;
  port: number;
  password: string;
  /** The certificate that the server must have; without one the connection is not encrypted. */
  ca?: string;
}

/**
 * Makes roles, databases and the retail schema, and sets passwords from the secrets. Idempotent.
 *
 * @param root - the repository
 */
export async function furnishPostgres(
  server: Superuser,
  root: string,
  secret: (name: SecretName) => string,
): Promise<void> {
  await asSuperuser(server, 'postgres', async (client) => {
    for (const [role, name] of Object.entries(ROLES)) await makeRole(client, role, secret(name));
    await makeDatabase(client, 'sparkwright', 'sparkwright');
    await makeDatabase(client, 'retail', 'postgres');
  });
  const schema = readFileSync(join(root, 'postgresql', 'init.sql'), 'utf8');
  await asSuperuser(server, 'retail', async (client) => {
    await client.query(schema);
  });
}

/** Runs `work` with a superuser's connection to one database. */
export async function asSuperuser<T>(
  { ca, ...server }: Superuser,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    ...server,
    user: 'postgres',
    database,
    application_name: 'sparkwright up',
    ...(ca === undefined ? {} : { ssl: { ca } }),
    connectionTimeoutMillis: 5_000,
    query_timeout: 60_000,
  });
  // An idle connection that breaks must not end this process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function makeRole(client: pg.Client, role: string, password: string): Promise<void> {
  const existing = await client.query('select from pg_roles where rolname = $1', [role]);
  if (existing.rowCount === 0) await client.query(`create role ${client.escapeIdentifier(role)}`);
  await client.query(
    `alter role ${client.escapeIdentifier(role)} login password ${client.escapeLiteral(password)}`,
  );
}

async function makeDatabase(client: pg.Client, name: string, owner: string): Promise<void> {
  const existing = await client.query('select from pg_database where datname = $1', [name]);
  if (existing.rowCount !== 0) return;
  const [database, role] = [client.escapeIdentifier(name), client.escapeIdentifier(owner)];
  await client.query(`create database ${database} owner ${role}`);
}
