/** Fills the store's empty tables from a copy. */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { AttemptName, StoreCopy } from '../ports/backup.ts';
import { FencedOut, TerminalError } from '../model/errors.ts';
import { columnsOf, storeTables } from './catalog.ts';
import { withClient } from './client.ts';
import { endLost, takeNames } from './restored.ts';

/** Tables that an orchestrator fills at its start. A store with rows in these tables only counts as empty. */
const REGISTERED = ['pipeline', 'version', 'file_look', 'seen_file'];

export function assertEmpty(config: pg.ClientConfig): Promise<void> {
  return withClient(config, checkEmpty);
}

/** @param fence - the number of the lease; its row stays locked, so that no orchestrator can take it meanwhile */
export function copyIn(
  config: pg.ClientConfig,
  fence: string,
  copy: StoreCopy,
  later: readonly AttemptName[],
  open: (table: string) => Readable,
  beforeCommit: () => Promise<void>,
): Promise<number> {
  return withClient(config, async (client) => {
    await client.query('begin');
    await client.query(`select set_config('sparkwright.fence', $1, true)`, [fence]);
    const { rowCount } = await client.query('select from lease where fence = $1 for share', [
      fence,
    ]);
    if (rowCount !== 1) throw new FencedOut();
    await checkEmpty(client);
    await client.query('delete from pipeline');
    for (const table of copy.tables) await fill(client, table, open(table.name));
    await advanceIdentities(client);
    await takeNames(client, later);
    const ended = await endLost(client);
    await beforeCommit();
    await client.query('commit');
    return ended;
  });
}

async function checkEmpty(client: pg.ClientBase): Promise<void> {
  for (const { name } of await storeTables(client)) {
    if (REGISTERED.includes(name)) continue;
    const { rowCount } = await client.query(`select from ${client.escapeIdentifier(name)} limit 1`);
    if (rowCount)
      throw new TerminalError(`the run store is not empty: its table ${name} has rows`, {
        hint: 'Restore into an empty database: name another in store.url, or drop this one and create it again.',
      });
  }
}

/** Triggers are off meanwhile: the copy has the history already, which they would write again. */
async function fill(
  client: pg.Client,
  { name, columns, rows }: StoreCopy['tables'][number],
  content: Readable,
): Promise<void> {
  const table = client.escapeIdentifier(name);
  await client.query(`alter table ${table} disable trigger user`);
  const filled = client.query(copyFrom(`copy ${table} (${columnsOf(client, columns)}) from stdin`));
  await pipeline(content, filled);
  if (filled.rowCount !== rows)
    throw new TerminalError(
      `the backup has ${filled.rowCount} of ${rows} rows of the store's table ${name}`,
    );
  await client.query(`alter table ${table} enable trigger user`);
}

/** Moves every identity column past the copied rows. */
async function advanceIdentities(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select c.relname::text as table, a.attname::text as column
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attidentity <> '' and not a.attisdropped`,
  );
  for (const { table, column } of rows)
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), greatest((select max(${client.escapeIdentifier(column)}) from ${client.escapeIdentifier(table)}), 1))`,
      [client.escapeIdentifier(table), column],
    );
}
