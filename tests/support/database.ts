/** A database for each suite, on one PostgreSQL that all suites of this process share. */
import pg from 'pg';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { throwawayPostgres, type ThrowawayPostgres } from './postgres.ts';

export interface OwnDatabase {
  readonly name: string;
  readonly port: number;
  /**
   * The URL to connect to. It has the password of the superuser only.
   *
   * @param user - the superuser `postgres` by default
   */
  url(user?: string): string;
  /** Drops it. @throws if a connection is still open, so that no suite leaks one */
  remove(): Promise<void>;
}

/** Creates a database with the run store's tables and no rows. */
export async function storeDatabase(): Promise<OwnDatabase> {
  await (template ??= migratedTemplate());
  return create('store', `template ${TEMPLATE}`);
}

/** @param owner - a role of that server; the superuser by default */
export function emptyDatabase(owner = 'postgres'): Promise<OwnDatabase> {
  return create('empty', `owner ${owner}`);
}

/** Creates a role if no earlier suite has: roles belong to the server, not to a database. */
export async function createRole(name: string, password: string): Promise<void> {
  const known = await asSuperuser('select from pg_roles where rolname = $1', [name]);
  if (known === 0)
    await asSuperuser(
      `create role ${pg.escapeIdentifier(name)} login password ${pg.escapeLiteral(password)}`,
    );
}

const TEMPLATE = 'migrated';

let server: Promise<ThrowawayPostgres> | undefined;
let template: Promise<void> | undefined;
let made = 0;

/** No data outlives the process, so nothing needs to reach the disk. Autovacuum would take transaction ids. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', autovacuum: 'off' };

function shared(): Promise<ThrowawayPostgres> {
  return (server ??= throwawayPostgres({ settings: SETTINGS }));
}

async function migratedTemplate(): Promise<void> {
  await asSuperuser(`create database ${TEMPLATE}`);
  await migrate({ connectionString: (await shared()).url(TEMPLATE) });
}

async function create(kind: string, options: string): Promise<OwnDatabase> {
  const name = `${kind}_${(made += 1)}`;
  await asSuperuser(`create database ${name} ${options}`);
  const postgres = await shared();
  return {
    name,
    port: postgres.port,
    url: (user) => postgres.url(name, user),
    remove: async () => {
      await asSuperuser(`drop database ${name}`);
    },
  };
}

/** @returns the number of rows */
async function asSuperuser(sql: string, values: unknown[] = []): Promise<number> {
  const client = new pg.Client({ connectionString: (await shared()).url() });
  await client.connect();
  try {
    return (await client.query(sql, values)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

after('stop the PostgreSQL that suites share', async function () {
  this.timeout(60_000);
  await (await server)?.remove();
});
