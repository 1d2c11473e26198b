import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { translate } from './connect.ts';

/**
 * Brings the store's tables up to date; two processes at once wait for each other.
 *
 * @throws UnreachableError where the connection is refused or lost; nothing of the migration under way is kept then
 */
export async function migrate(config: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(config);
  // A connection that breaks fails the statement under way; without a listener it would end the process as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await runner({
      dbClient: client,
      dir: fileURLToPath(new URL('migrations', import.meta.url)),
      direction: 'up',
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
