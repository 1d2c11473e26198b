/** A table's cursor: the column that bounds a load, and SQL that compares it with a bound. */
import type pg from 'pg';
import type { SourceKind, SourceTable } from '../model/source.ts';
import type { Readable } from './columns.ts';
import { names } from './names.ts';

export interface Shape extends Readable {
  /** The cursor's name; null if the table has no such column. */
  cursor: string | null;
  /** The same, quoted if necessary. */
  column: string;
  type: string | null;
  /** Whether its rows have an `xmin`; a view's rows do not. */
  stamped: boolean;
  /** Whether an index begins with the cursor. */
  indexed: boolean;
}

/** @param cursor - a column's name; null for a primary key of one column */
export async function shapeOf(
  client: pg.Client,
  table: string,
  cursor: string | null,
): Promise<Shape | undefined> {
  const { rows } = await client.query<Shape>(
    `select t.oid::regclass::text as name, a.attname as cursor, quote_ident(a.attname) as column,
       format_type(a.atttypid, null) as type, quote_ident(current_user) as reader,
       t.relkind in ('r', 'p') as stamped,
       coalesce(has_column_privilege(t.oid, x.attnum, 'select'), false) as "xminReadable",
       coalesce((select json_agg(json_build_object('name', b.attname, 'quoted', quote_ident(b.attname),
           'primary', coalesce(array_position(i.indkey::int2[], b.attnum) < i.indnkeyatts, false)
             and (t.relkind = 'p' or not exists (select from pg_inherits where inhparent = t.oid)),
           'readable', has_column_privilege(t.oid, b.attnum, 'select')) order by b.attnum)
         from pg_attribute b left join pg_index i on i.indrelid = b.attrelid and i.indisprimary
         where b.attrelid = t.oid and b.attnum > 0 and not b.attisdropped), '[]') as columns,
       exists (select from pg_index i where i.indrelid = t.oid and i.indisvalid and i.indkey[0] = a.attnum) as indexed
     from (
       select k.oid, k.relkind from jsonb_array_elements($1::jsonb) with ordinality n (name, place)
       join pg_class k on k.relname = n.name ->> 1 and k.relkind in ('r', 'p', 'v', 'm', 'f')
       join pg_namespace s on s.oid = k.relnamespace and has_schema_privilege(s.oid, 'usage')
         and (s.nspname = n.name ->> 0 or n.name ->> 0 is null and pg_table_is_visible(k.oid))
       order by n.place limit 1
     ) t
     left join pg_attribute x on x.attrelid = t.oid and x.attnum < 0 and x.attname = 'xmin'
     left join pg_index p on p.indrelid = t.oid and p.indisprimary and p.indisvalid and p.indnkeyatts = 1
       and (t.relkind = 'p' or not exists (select from pg_inherits where inhparent = t.oid))
     left join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
       and (a.attname = $2 or ($2::text is null and a.attnum = p.indkey[0]))`,
    [JSON.stringify(names(table)), cursor],
  );
  return rows[0];
}

const TYPES: Readonly<Record<SourceKind, readonly string[]>> = {
  xid: ['xid8'],
  id: ['smallint', 'integer', 'bigint'],
  timestamp: ['timestamp with time zone', 'timestamp without time zone', 'date'],
};

/** The fault of a table's cursor, or null. */
export function cursorFault(
  kind: SourceKind,
  { cursor }: Pick<SourceTable, 'cursor'>,
  { type }: Pick<Shape, 'type'>,
): string | null {
  if (type !== null && TYPES[kind].includes(type)) return null;
  if (cursor === null)
    return 'its primary key is not one whole number: name the column by which it is loaded as `cursor`';
  return type === null
    ? `it has no column ${cursor} of type ${TYPES[kind].join(' or ')}, by which it is loaded`
    : `its column ${cursor} is of type ${type}, and kind ${kind} needs ${TYPES[kind].join(' or ')}`;
}

/** Whether the job reads xmin: jobs/sparkwright/sources/cursors.py does so for kind xid alone. */
export const asksXmin = (kind: SourceKind, { stamped }: Pick<Shape, 'stamped'>) =>
  kind === 'xid' && stamped;

const BARE = ['timestamp without time zone', 'date'];

/** Whether a time has a zone; jobs/sparkwright/sources/cursors.py uses the same word. */
export const settled = (type: string | null) => !BARE.includes(type ?? '');

// Local clocks lie between UTC-12 and UTC+14, also while an hour comes twice.
const HOUR = 3_600_000_000n;
const BEHIND = 12n * HOUR;
const AHEAD = 14n * HOUR;

type Cursor = Pick<Shape, 'column' | 'type' | 'stamped'>;

interface Read {
  kind: SourceKind;
  lag: number;
  lo: string | null;
  hi: string;
}

/** SQL for the rows between two bounds, as in jobs/sparkwright/sources/cursors.py, with the same test vectors. */
export function between(shape: Cursor, { kind, lag, lo, hi }: Read): string {
  const { column, type } = shape;
  if (asksXmin(kind, shape)) return stampedBetween(column, lo, hi);
  const wide = kind === 'timestamp' && !settled(type);
  const below = wide && type === 'date' ? '<=' : '<';
  const until = `${column} ${below} ${literal(kind, type, BigInt(hi) + (wide ? AHEAD : 0n))}`;
  if (lo === null) return until;
  const start = BigInt(lo) - BigInt(Math.round(lag * 1e6)) - (wide ? BEHIND : 0n);
  return `${column} >= ${literal(kind, type, start)} and ${until}`;
}

/** Leaves out rows with a transaction id that the server has yet to reach, as a restored dump has them. */
function stampedBetween(column: string, lo: string | null, hi: string): string {
  const upper = `'${hi}'::xid8`;
  return lo === null
    ? `(${column} < ${upper} or age(xmin) > age(${upper}::xid))`
    : `${column} >= '${lo}'::xid8 and ${column} < ${upper} and age(xmin) <= age(${column}::xid)`;
}

function literal(kind: SourceKind, type: string | null, bound: bigint): string {
  if (kind === 'xid') return `'${bound}'::xid8`;
  if (kind === 'id') return String(bound);
  const text = isoMicros(bound);
  if (type === 'date') return `'${text.slice(0, 10)}'::date`;
  return settled(type) ? `'${text}+00:00'::timestamptz` : `'${text}'::timestamp`;
}

/** Microseconds since the epoch, as Python's `isoformat` writes them. */
function isoMicros(bound: bigint): string {
  const micros = ((bound % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const text = new Date(Number((bound - micros) / 1000n)).toISOString().slice(0, 19);
  return micros === 0n ? text : `${text}.${String(micros).padStart(6, '0')}`;
}
