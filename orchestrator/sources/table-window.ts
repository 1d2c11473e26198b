/** What there is to load in one table. */
import pg from 'pg';
import type { NamedSource, SourceWindow, TableWindow } from '../engine/ports.ts';
import type { SourceBookmark } from '../model/result.ts';
import type { SourceTable } from '../model/source.ts';
import { between, cursorFault, settled, shapeOf, type Shape } from './cursor.ts';
import { refusal } from './refusal.ts';

export interface Server extends Pick<SourceWindow, 'systemIdentifier' | 'hi'> {
  /** Microseconds since the epoch. */
  clock: string;
}

const CANCELLED = '57014';

/** What one table is refused, or can't say in time, is a problem of that table: the others are asked all the same. */
export async function tableWindow(
  client: pg.Client,
  source: NamedSource,
  [table, declared]: [string, SourceTable],
  bookmark: SourceBookmark | null,
  server: Server,
): Promise<TableWindow> {
  await client.query('savepoint asking');
  try {
    return await askedWindow(client, source, [table, declared], bookmark, server);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || /^(08|57P|53)/.test(error.code ?? '')) throw error;
    await client.query('rollback to asking');
    const { target, cursor } = declared;
    return {
      ...{ table, target, cursor, ...beginning(table, bookmark), hi: null },
      ...{ rows: null, deletes: null, indexed: false },
      problem: `the source says: ${error.message}`,
    };
  }
}

async function askedWindow(
  client: pg.Client,
  source: NamedSource,
  [table, declared]: [string, SourceTable],
  bookmark: SourceBookmark | null,
  server: Server,
): Promise<TableWindow> {
  const { target } = declared;
  const { lo, again } = beginning(table, bookmark);
  const without: TableWindow = {
    ...{ table, target, cursor: declared.cursor, lo, hi: null, again },
    ...{ rows: null, deletes: null, problem: null, indexed: false },
  };
  const found = await shapeOf(client, table, declared.cursor);
  const fault = shapeFault(source, declared, found);
  if (!found || fault !== null) return { ...without, problem: fault };
  const { cursor, indexed } = found;
  const hi = await upperBound(client, source, found, server);
  const known = { ...without, cursor, indexed, hi };
  const refused = bookmark && refusal(source, bookmark, server, lo, hi);
  if (refused) return { ...known, problem: refused };
  const counting = { ...source, lo, hi };
  const rows = await counted(client, found, counting);
  const deletes = await deletesOf(client, declared, found, counting);
  return {
    ...known,
    ...{ rows, deletes: deletes.rows },
    problem: rows === null ? 'there are too many rows to count them in time' : deletes.problem,
  };
}

/** A rebase compares all rows; everything else goes on from a bound, if there is one. */
function beginning(
  table: string,
  bookmark: SourceBookmark | null,
): Pick<TableWindow, 'lo' | 'again'> {
  const again = bookmark?.again;
  const from = again?.tables[table];
  if (again && from !== undefined)
    return { again: again.mode, lo: again.mode === 'rebase' ? null : from };
  return { again: null, lo: bookmark?.tables[table] ?? null };
}

function shapeFault(
  { kind }: NamedSource,
  declared: Pick<SourceTable, 'cursor'>,
  found: Shape | undefined,
): string | null {
  if (!found) return 'there is no such table, or its schema is closed to this user';
  if (!found.readable) return 'this user may not read it: grant select on it';
  return cursorFault(kind, declared, found);
}

async function upperBound(
  client: pg.Client,
  { kind }: NamedSource,
  { name, column }: Shape,
  server: Server,
): Promise<string | null> {
  if (kind !== 'id') return kind === 'xid' ? server.hi : server.clock;
  const { rows } = await client.query<{ hi: string | null }>(
    `select (max(${column})::numeric + 1)::text as hi from ${name}`,
  );
  return rows[0]?.hi ?? null;
}

interface Counting extends Pick<NamedSource, 'kind' | 'lag'> {
  lo: string | null;
  hi: string | null;
}

/** Null where it takes too long; the transaction goes on without it. */
async function counted(
  client: pg.Client,
  { name, column, type }: Shape,
  { kind, lag, lo, hi }: Counting,
): Promise<number | null> {
  if (hi === null) return 0;
  await client.query('savepoint counting');
  try {
    const { rows } = await client.query<{ rows: string }>(
      `select count(*)::text as rows from ${name} where ${between({ column, type }, { kind, lag, lo, hi })}`,
    );
    return Number(rows[0]?.rows ?? 0);
  } catch (error) {
    if ((error as { code?: string }).code !== CANCELLED) throw error;
    await client.query('rollback to counting');
    return null;
  }
}

/** The table of deleted keys has the same cursor. */
async function deletesOf(
  client: pg.Client,
  { deletes }: SourceTable,
  { cursor, type }: Shape,
  counting: Counting,
): Promise<{ rows: number | null; problem: string | null }> {
  if (deletes === null) return { rows: null, problem: null };
  const found = await shapeOf(client, deletes, cursor);
  const problem = !found
    ? 'is not there, or its schema is closed to this user'
    : !found.readable
      ? 'may not be read by this user: grant select on it'
      : found.type !== type
        ? `has no column ${cursor ?? ''} of type ${type ?? ''}`
        : counting.kind === 'timestamp' && !settled(type)
          ? `can't say what came first by ${cursor ?? ''} of type ${type ?? ''}: name a cursor of type timestamptz`
          : null;
  if (!found || problem !== null)
    return { rows: null, problem: `its table of deleted keys ${deletes} ${problem ?? ''}` };
  return { rows: await counted(client, found, counting), problem: null };
}
