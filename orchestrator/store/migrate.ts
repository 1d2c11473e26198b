import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import type pg from 'pg';
import { translate } from './connect.ts';

/** Brings the store's tables up to date; two processes at once wait for each other. */
export async function migrate(config: pg.ClientConfig): Promise<void> {
  try {
    await runner({
      databaseUrl: config,
      dir: fileURLToPath(new URL('migrations', import.meta.url)),
      direction: 'up',
      advisoryLockMode: 'wait',
      migrationsTable: 'migration',
      log: () => undefined,
      logger: { debug: noop, info: noop, warn: noop, error: noop },
    });
  } catch (error) {
    throw translate(error, new URL(config.connectionString ?? '').host);
  }
}

function noop(): void {
  // The errors that matter are thrown as well.
}
