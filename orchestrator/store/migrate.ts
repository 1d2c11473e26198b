import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { translate } from './connect.ts';

const FOLDER = fileURLToPath(new URL('migrations', import.meta.url));

/** Every migration that there is, in the order in which they are run. */
export async function knownMigrations(): Promise<string[]> {
  const files = await readdir(FOLDER);
  return files
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.slice(0, -'.sql'.length))
    .sort();
}

/**
 * Brings the store's tables up to date; two processes at once wait for each other.
 *
 * @param count - of migrations to run, where not all are to be
 * @throws UnreachableError where the connection is refused or lost; nothing of the migration under way is kept then
 */
export async function migrate(config: pg.ClientConfig, count = Infinity): Promise<void> {
  const client = new pg.Client(config);
  // A connection that breaks fails the statement under way; without a listener it would end the process as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await runner({
      dbClient: client,
      dir: FOLDER,
      direction: 'up',
      count,
      advisoryLockMode: 'wait',
      migrationsTable: 'migration',
      log: () => undefined,
      logger: { debug: noop, info: noop, warn: noop, error: noop },
    });
  } catch (error) {
    throw translate(error, new URL(config.connectionString ?? '').host);
  } finally {
    await client.end().catch(noop);
  }
}

function noop(): void {
  // The errors that matter are thrown as well.
}
