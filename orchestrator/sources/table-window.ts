/** The rows that the next load of one table would read. */
import pg from 'pg';
import type { NamedSource, SourceWindow, TableWindow } from '../ports/source-windows.ts';
import { isLostConnection } from '../model/lost-connection.ts';
import type { SourceBookmark } from '../model/result.ts';
import type { SourceTable } from '../model/source.ts';
import { columnsFault, readFault } from './columns.ts';
import { asksXmin, between, cursorFault, settled, shapeOf, type Shape } from './cursor.ts';
import { inTime } from './in-time.ts';
import { deletedKeyProblem, keyProblem } from './key-problem.ts';
import { refusal } from './refusal.ts';

export interface Server extends Pick<SourceWindow, 'systemIdentifier' | 'hi'> {
  /** Microseconds since the epoch. */
  clock: string;
}

/** A refusal or a timeout is a problem of this table alone; the other tables are still read. */
export async function tableWindow(
  client: pg.Client,
  source: NamedSource,
  [table, declared]: [string, SourceTable],
  bookmark: SourceBookmark | null,
  server: Server,
): Promise<TableWindow> {
  await client.query('savepoint one_table');
  try {
    return await window(client, source, [table, declared], bookmark, server);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || isLostConnection(error)) throw error;
    await client.query('rollback to one_table');
    const { target, cursor } = declared;
    return {
      table,
      target,
      cursor,
      ...beginning(table, bookmark),
      hi: null,
      rows: null,
      deletes: null,
      indexed: false,
      zoneless: false,
      problem: `the source says: ${error.message}`,
    };
  }
}

async function window(
  client: pg.Client,
  source: NamedSource,
  [table, declared]: [string, SourceTable],
  bookmark: SourceBookmark | null,
  server: Server,
): Promise<TableWindow> {
  const { target } = declared;
  const { lo, again } = beginning(table, bookmark);
  const without: TableWindow = {
    table,
    target,
    cursor: declared.cursor,
    lo,
    hi: null,
    again,
    rows: null,
    deletes: null,
    problem: null,
    indexed: false,
    zoneless: false,
  };
  const shape = await shapeOf(client, table, declared.cursor);
  const fault = shapeFault(source, [table, declared], shape);
  if (!shape || fault !== null) return { ...without, problem: fault };
  const { cursor, indexed } = shape;
  const hi = await upperBound(client, source, shape, server);
  const known = { ...without, cursor, indexed, hi, zoneless: !settled(shape.type) };
  const refused = bookmark && refusal(source, bookmark, server, lo, hi);
  if (refused) return { ...known, problem: refused };
  const counting = { ...source, lo, hi };
  const within = withinOf(shape, counting);
  const load = { source, declared, shape, again: again !== null, within };
  const unkeyed = await keyProblem(client, load);
  if (unkeyed !== null) return { ...known, problem: unkeyed };
  const rows = await counted(client, shape, counting);
  const deletes = await deletesOf(client, [declared, keyOf(declared, shape)], shape, counting);
  return {
    ...known,
    rows,
    deletes: deletes.rows,
    problem: rows === null ? 'there are too many rows to count them in time' : deletes.problem,
  };
}

/** A rebase compares all rows; any other load goes on from a bound, if there is one. */
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
  [table, declared]: [string, SourceTable],
  shape: Shape | undefined,
): string | null {
  if (!shape) return 'there is no such table, or its schema is closed to this user';
  const fault = cursorFault(kind, declared, shape);
  if (fault !== null) return fault;
  const needed = new Map<string, string>();
  if (declared.time !== null) needed.set(declared.time, 'time');
  for (const name of keyOf(declared, shape)) needed.set(name, 'key');
  if (shape.cursor !== null) needed.set(shape.cursor, 'cursor');
  return columnsFault(table, declared, shape, { needed, xmin: asksXmin(kind, shape) });
}

function keyOf({ key }: SourceTable, { columns }: Shape): string[] {
  if (key.length > 0) return key;
  return columns.filter(({ primary }) => primary).map(({ name }) => name);
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

const withinOf = (shape: Shape, { hi, ...read }: Counting) =>
  hi === null ? null : between(shape, { ...read, hi });

/** Null if it takes too long; the transaction goes on. */
async function counted(
  client: pg.Client,
  shape: Shape,
  counting: Counting,
): Promise<number | null> {
  const within = withinOf(shape, counting);
  if (within === null) return 0;
  return inTime(client, async () => {
    const { rows } = await client.query<{ rows: string }>(
      `select count(*)::text as rows from ${shape.name} where ${within}`,
    );
    return Number(rows[0]?.rows ?? 0);
  });
}

/** The table of deleted keys has the same cursor. */
async function deletesOf(
  client: pg.Client,
  [{ deletes }, key]: [SourceTable, string[]],
  { name, cursor, type }: Shape,
  counting: Counting,
): Promise<{ rows: number | null; problem: string | null }> {
  if (deletes === null) return { rows: null, problem: null };
  const shape = await shapeOf(client, deletes, cursor);
  const problem = !shape
    ? 'is not there, or its schema is closed to this user'
    : shape.type !== type
      ? `has no column ${cursor ?? ''} of type ${type ?? ''}`
      : counting.kind === 'timestamp' && !settled(type)
        ? `can't say what came first by ${cursor ?? ''} of type ${type ?? ''}: name a cursor of type timestamptz`
        : (readProblem(shape, [...key, cursor ?? ''], counting.kind) ??
          (await deletedKeyProblem(client, { name }, shape, { key }, withinOf(shape, counting))));
  if (!shape || problem !== null)
    return { rows: null, problem: `its table of deleted keys ${deletes} ${problem ?? ''}` };
  return { rows: await counted(client, shape, counting), problem: null };
}

function readProblem(shape: Shape, names: string[], kind: NamedSource['kind']): string | null {
  const fault = readFault(shape, names, { xmin: asksXmin(kind, shape) });
  return fault && `can't be read: ${fault}`;
}
