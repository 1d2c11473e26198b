/** A table's cursor: the column by which it is loaded, as SQL that compares it with a bound. */
import type pg from 'pg';
import type { SourceKind, SourceTable } from '../model/source.ts';

export interface Shape {
  /** The table's name, quoted where it must be. */
  name: string;
  /** The cursor's name; null where the table has no such column. */
  cursor: string | null;
  /** The same, quoted where it must be. */
  column: string;
  type: string | null;
  readable: boolean;
  /** Whether an index begins with the cursor. */
  indexed: boolean;
}

/** @param cursor - a column's name; null means the primary key, where that is one column */
export async function shapeOf(
  client: pg.Client,
  table: string,
  cursor: string | null,
): Promise<Shape | undefined> {
  const { rows } = await client.query<Shape>(
    `select t.oid::regclass::text as name, a.attname as cursor, quote_ident(a.attname) as column,
       format_type(a.atttypid, null) as type, has_table_privilege(t.oid, 'select') as readable,
       exists (select from pg_index i where i.indrelid = t.oid and i.indisvalid and i.indkey[0] = a.attnum) as indexed
     from (select to_regclass($1)::oid as oid) t
     left join pg_index p on p.indrelid = t.oid and p.indisprimary and p.indnkeyatts = 1
     left join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
       and (a.attname = $2 or ($2::text is null and a.attnum = p.indkey[0]))
     where t.oid is not null`,
    [table, cursor],
  );
  return rows[0];
}

const TYPES: Readonly<Record<SourceKind, readonly string[]>> = {
  xid: ['xid8'],
  id: ['smallint', 'integer', 'bigint'],
  timestamp: ['timestamp with time zone', 'timestamp without time zone'],
};

/** What is wrong with the cursor of a table, or null. */
export function cursorFault(
  kind: SourceKind,
  { cursor }: Pick<SourceTable, 'cursor'>,
  { type }: Shape,
): string | null {
  if (type !== null && TYPES[kind].includes(type)) return null;
  if (cursor === null)
    return 'its primary key is not one whole number: name the column by which it is loaded as `cursor`';
  return type === null
    ? `it has no column ${cursor} of type ${TYPES[kind].join(' or ')}, by which it is loaded`
    : `its column ${cursor} is of type ${type}, and kind ${kind} needs ${TYPES[kind].join(' or ')}`;
}

/** SQL of a bound, whose text is parameter `place`. A timestamp without a time zone counts as UTC. */
export function boundSql(kind: SourceKind, type: string | null, place: number): string {
  if (kind === 'xid') return `$${place}::text::xid8`;
  if (kind === 'id') return `$${place}::text::bigint`;
  const epoch = type === 'timestamp with time zone' ? 'timestamptz' : 'timestamp';
  return `('epoch'::${epoch} + $${place}::text::bigint * interval '1 microsecond')`;
}
