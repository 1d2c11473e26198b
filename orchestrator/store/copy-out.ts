/** Reads the store as of one moment, each table as the output of COPY. */
import type { Readable } from 'node:stream';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { AttemptName, StoreCopy } from '../ports/backup.ts';
import { TerminalError } from '../model/errors.ts';
import { appliedMigrations, columnsOf, storeTables } from './catalog.ts';
import { withClient } from './client.ts';

export function copyOut(
  config: pg.ClientConfig,
  keep: (table: string, content: Readable) => Promise<void>,
): Promise<StoreCopy> {
  return withClient(config, async (client) => {
    await client.query('begin isolation level repeatable read read only');
    const migrations = await appliedMigrations(client);
    if (migrations.length === 0)
      throw new TerminalError('the run store has no tables yet: there is nothing to back up', {
        hint: 'Print its address with: sparkwright config',
      });
    const tables: StoreCopy['tables'] = [];
    for (const { name, columns } of await storeTables(client)) {
      const from = `${client.escapeIdentifier(name)} (${columnsOf(client, columns)})`;
      const content = client.query(copyTo(`copy ${from} to stdout`));
      await keep(name, content);
      tables.push({ name, columns, rows: content.rowCount });
    }
    await client.query('commit');
    return { migrations, tables };
  });
}

/** Attempts since an hour before a time: a transaction that was open then may have committed later. */
export async function attemptsSince(config: pg.ClientConfig, time: Date): Promise<AttemptName[]> {
  return withClient(config, async (client) => {
    const { rows } = await client.query<AttemptName>(
      `select id, run, stage, number from attempt where created >= $1::timestamptz - interval '1 h' order by id`,
      [time],
    );
    return rows;
  });
}
