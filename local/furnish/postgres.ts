import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { ClusterConfig } from '../config.ts';
import { readIfThere } from '../files.ts';
import { secretFile } from '../folders.ts';

/** Roles of the cluster, and the files of their passwords. */
const ROLES = {
  sparkwright: 'store.password',
  retail_app: 'retail-app.password',
  retail_reader: 'retail-reader.password',
};

/** Makes roles, databases and the retail schema; can be done twice. Passwords become those of the secret files. */
export async function furnishPostgres(
  config: ClusterConfig,
  report: (line: string) => void,
): Promise<void> {
  await asSuperuser(config, 'postgres', async (client) => {
    for (const [role, file] of Object.entries(ROLES)) await makeRole(client, config, role, file);
    await makeDatabase(client, 'sparkwright', 'sparkwright');
    await makeDatabase(client, 'retail', 'postgres');
  });
  const schema = readIfThere(join(config.root, 'postgresql', 'init.sql'));
  if (schema === undefined) {
    report('postgresql/init.sql is missing: the database retail stays empty');
    return;
  }
  await asSuperuser(config, 'retail', async (client) => {
    await client.query(schema);
  });
}

/** Runs `work` with a superuser's connection to one database. */
export async function asSuperuser<T>(
  config: ClusterConfig,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: config.ports.postgres,
    user: 'postgres',
    password: readFileSync(secretFile(config, 'postgres.password'), 'utf8').trim(),
    database,
    connectionTimeoutMillis: 5_000,
    query_timeout: 60_000,
    application_name: 'sparkwright up',
  });
  // An idle connection that the server drops must not end this process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function makeRole(
  client: pg.Client,
  config: ClusterConfig,
  role: string,
  file: string,
): Promise<void> {
  const password = readFileSync(secretFile(config, file), 'utf8').trim();
  const found = await client.query('select from pg_roles where rolname = $1', [role]);
  if (found.rowCount === 0) await client.query(`create role ${client.escapeIdentifier(role)}`);
  await client.query(
    `alter role ${client.escapeIdentifier(role)} login password ${client.escapeLiteral(password)}`,
  );
}

async function makeDatabase(client: pg.Client, name: string, owner: string): Promise<void> {
  const found = await client.query('select from pg_database where datname = $1', [name]);
  if (found.rowCount !== 0) return;
  const [database, role] = [client.escapeIdentifier(name), client.escapeIdentifier(owner)];
  await client.query(`create database ${database} owner ${role}`);
}
