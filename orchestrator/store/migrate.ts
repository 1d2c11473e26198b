import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { translate } from './translate.ts';
import { MIGRATIONS } from './known-migrations.ts';
import { assertKnownSchema } from './schema-version.ts';

/**
 * Brings the store's tables up to date. Two processes that migrate at once wait for each other.
 *
 * @param count - how many migrations to run; all by default
 * @throws TerminalError if a newer Sparkwright has migrated the store
 * @throws UnreachableError if the connection is refused or lost; the unfinished migration is rolled back
 */
export async function migrate(config: pg.ClientConfig, count = Infinity): Promise<void> {
  const client = new pg.Client(config);
  // The runner wraps some errors in text and drops their cause; the client's own error says that the connection was lost.
  let lost: Error | undefined;
  client.on('error', (error) => (lost = error));
  try {
    await client.connect();
    await assertKnownSchema(client);
    await runner({
      dbClient: client,
      dir: MIGRATIONS,
      direction: 'up',
      count,
      advisoryLockMode: 'wait',
      migrationsTable: 'migration',
      log: () => undefined,
      logger: { debug: noop, info: noop, warn: noop, error: noop },
    });
  } catch (error) {
    throw translate(lost ?? error, new URL(config.connectionString ?? '').host);
  } finally {
    await client.end().catch(noop);
  }
}

function noop(): void {
  // The errors that matter are thrown as well.
}
