/** What there is to load in one table. */
import type pg from 'pg';
import type { SourceWindow, TableWindow } from '../engine/ports.ts';
import type { SourceBookmark } from '../model/result.ts';

export type Server = Pick<SourceWindow, 'systemIdentifier' | 'hi'>;

const CANCELLED = '57014';

export async function tableWindow(
  client: pg.Client,
  { table, target }: Pick<TableWindow, 'table' | 'target'>,
  bookmark: SourceBookmark | null,
  server: Server,
): Promise<TableWindow> {
  const lo = bookmark?.tables[table] ?? null;
  const without = { table, target, lo, rows: null, indexed: false };
  const found = await shapeOf(client, table);
  if (!found)
    return { ...without, problem: 'there is no such table, or its schema is closed to this user' };
  const { name, type, readable, indexed } = found;
  if (!readable) return { ...without, problem: 'this user may not read it: grant select on it' };
  if (type !== 'xid8')
    return { ...without, problem: 'it has no column xid of type xid8, by which it is loaded' };
  const refused = bookmark && lo !== null ? refusal(bookmark, lo, server) : null;
  if (refused !== null) return { ...without, indexed, problem: refused };
  return { ...without, indexed, ...(await counted(client, name, lo, server.hi)) };
}

interface Shape {
  /** The table's name, quoted where it must be. */
  name: string;
  /** Of its column xid; null where it has none. */
  type: string | null;
  readable: boolean;
  indexed: boolean;
}

async function shapeOf(client: pg.Client, table: string): Promise<Shape | undefined> {
  const { rows } = await client.query<Shape>(
    `select t.oid::regclass::text as name, format_type(a.atttypid, null) as type,
       has_table_privilege(t.oid, 'select') as readable,
       exists (select from pg_index i where i.indrelid = t.oid and i.indisvalid and i.indkey[0] = a.attnum) as indexed
     from (select to_regclass($1)::oid as oid) t
     left join pg_attribute a on a.attrelid = t.oid and a.attname = 'xid' and not a.attisdropped
     where t.oid is not null`,
    [table],
  );
  return rows[0];
}

/** What jobs/sparkwright/bounds.py refuses to load, in short. */
function refusal(
  bookmark: SourceBookmark,
  lo: string,
  { systemIdentifier, hi }: Server,
): string | null {
  if (bookmark.system_identifier !== systemIdentifier)
    return `the load would be refused: the bookmark is of server ${bookmark.system_identifier}, this is ${systemIdentifier}`;
  if (BigInt(hi) < BigInt(lo))
    return `the load would be refused: the bookmark is at ${lo}, the server only at ${hi}, as after a restore`;
  return null;
}

/** A count that takes too long is left out, and the transaction goes on without it. */
async function counted(
  client: pg.Client,
  name: string,
  lo: string | null,
  hi: string,
): Promise<Pick<TableWindow, 'rows' | 'problem'>> {
  await client.query('savepoint counting');
  try {
    const { rows } = await client.query<{ rows: string }>(
      `select count(*)::text as rows from ${name} where xid < $1::xid8${lo === null ? '' : ' and xid >= $2::xid8'}`,
      lo === null ? [hi] : [hi, lo],
    );
    return { rows: Number(rows[0]?.rows ?? 0), problem: null };
  } catch (error) {
    if ((error as { code?: string }).code !== CANCELLED) throw error;
    await client.query('rollback to counting');
    return { rows: null, problem: 'there are too many rows to count them in time' };
  }
}
