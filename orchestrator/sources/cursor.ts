/** A table's cursor: the column by which it is loaded, as SQL that compares it with a bound. */
import type pg from 'pg';
import type { SourceKind, SourceTable } from '../model/source.ts';
import { names } from './names.ts';

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
     from (
       select k.oid from jsonb_array_elements($1::jsonb) with ordinality n (name, place)
       join pg_class k on k.relname = n.name ->> 1 and k.relkind in ('r', 'p', 'v', 'm', 'f')
       join pg_namespace s on s.oid = k.relnamespace and has_schema_privilege(s.oid, 'usage')
         and (s.nspname = n.name ->> 0 or n.name ->> 0 is null and pg_table_is_visible(k.oid))
       order by n.place limit 1
     ) t
     left join pg_index p on p.indrelid = t.oid and p.indisprimary and p.indnkeyatts = 1
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

const BARE = ['timestamp without time zone', 'date'];

/** Whether a time says of itself when it was: jobs/sparkwright/cursors.py calls it settled. */
export const settled = (type: string | null) => !BARE.includes(type ?? '');

// Clocks of the world lie between UTC-12 and UTC+14, an hour that comes twice included.
const HOUR = 3_600_000_000n;
const BEHIND = 12n * HOUR;
const AHEAD = 14n * HOUR;

interface Read {
  kind: SourceKind;
  lag: number;
  lo: string | null;
  hi: string;
}

/** SQL of the rows between two bounds: the rule of jobs/sparkwright/cursors.py, by the same vectors. */
export function between(
  { column, type }: Pick<Shape, 'column' | 'type'>,
  { kind, lag, lo, hi }: Read,
): string {
  const wide = kind === 'timestamp' && !settled(type);
  const below = wide && type === 'date' ? '<=' : '<';
  const until = `${column} ${below} ${literal(kind, type, BigInt(hi) + (wide ? AHEAD : 0n))}`;
  if (lo === null) return until;
  const start = BigInt(lo) - BigInt(Math.round(lag * 1e6)) - (wide ? BEHIND : 0n);
  return `${column} >= ${literal(kind, type, start)} and ${until}`;
}

function literal(kind: SourceKind, type: string | null, bound: bigint): string {
  if (kind === 'xid') return `'${bound}'::xid8`;
  if (kind === 'id') return String(bound);
  const text = isoMicros(bound);
  if (type === 'date') return `'${text.slice(0, 10)}'::date`;
  return settled(type) ? `'${text}+00:00'::timestamptz` : `'${text}'::timestamp`;
}

/** Microseconds since the epoch as Python's `isoformat` writes them. */
function isoMicros(bound: bigint): string {
  const micros = ((bound % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const text = new Date(Number((bound - micros) / 1000n)).toISOString().slice(0, 19);
  return micros === 0n ? text : `${text}.${String(micros).padStart(6, '0')}`;
}
