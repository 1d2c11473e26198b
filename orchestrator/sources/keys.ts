/** Keys of a table, and whether they are unique in the lake too. The same rule and test vectors as jobs/sparkwright/sources/keys.py. */
import type pg from 'pg';

const TWICE = 'values that are equal at the source can differ in the lake';
export const ONCE = 'values that differ at the source can be equal in the lake';
const UNKNOWN = 'nothing is known of when its values are equal';

const WHOLE = ['smallint', 'integer', 'bigint'];
const LOOSE = ['text', 'character varying', 'name'];
const TIMES = ['timestamp without time zone', 'timestamp with time zone'];
const SOUND = new Set([
  ...WHOLE,
  ...LOOSE,
  ...TIMES,
  'date',
  'numeric',
  'real',
  'double precision',
  'character',
  '"char"',
  'enum',
  'boolean',
  'uuid',
  'bytea',
  'bit',
  'bit varying',
  'pg_lsn',
  'oid',
  'xid8',
  'inet',
  'cidr',
  'macaddr',
  'macaddr8',
  'int4range',
  'int8range',
  'daterange',
]);
const UNSOUND: Readonly<Record<string, string>> = {
  bpchar: TWICE,
  json: TWICE,
  jsonb: TWICE,
  money: TWICE,
  numrange: TWICE,
  tsrange: TWICE,
  tstzrange: TWICE,
  'time without time zone': ONCE,
  'time with time zone': ONCE,
};
/** Most digits of Spark's decimal. */
const DIGITS = 38;

export interface KeyColumn {
  name: string;
  /** The name, quoted if necessary. */
  quoted: string;
  /** The type below any domain; `enum` for enums; with its schema if it is not built in. */
  type: string;
  /** Whether its collation keeps all different texts different. */
  deterministic: boolean;
}

/** The reason why a column of this type can't be part of a key, or null. */
export function keyFault(type: string, deterministic = true): string | null {
  const { name, digits } = takenApart(type);
  if (!deterministic || /\.citext$|^interval/.test(name)) return TWICE;
  const known = UNSOUND[name];
  if (known !== undefined) return known;
  if (type.endsWith('[]')) return ONCE;
  const [precision, scale = 0] = digits;
  if (name === 'numeric' && precision !== undefined)
    return Math.max(precision, scale) > DIGITS || scale < 0 ? ONCE : null;
  return SOUND.has(name) ? null : UNKNOWN;
}

/** SQL condition of the values that stay different in Spark; null if all do. */
export function keptApart(type: string, column: string): string | null {
  const { name, digits } = takenApart(type);
  if (name === 'numeric' && digits.length === 0)
    return `${column} = trunc(${column}, 18) and abs(${column}) < 1e20`;
  if (name === 'date')
    return `isfinite(${column}) and ${column} not between '1582-10-05'::date and '1582-10-14'::date`;
  if (!TIMES.includes(name)) return null;
  const short = name === TIMES[1] ? 'timestamptz' : 'timestamp';
  return `isfinite(${column}) and ${column} not between '1582-10-04'::${short} and '1582-10-16'::${short}`;
}

/** Whether equal values of two types are equal in the lake. */
export function alike(one: string, other: string): boolean {
  const names = [one, other].map((type) => takenApart(type).name);
  return (
    one === other ||
    [WHOLE, LOOSE, ['numeric']].some((kinds) => names.every((name) => kinds.includes(name)))
  );
}

export const typeText = ({ type, deterministic }: KeyColumn) =>
  `${type}${deterministic ? '' : ' under a collation that is not deterministic'}`;

/**
 * The columns of a table's key, in the order of `declared`.
 *
 * @param table - its name as SQL writes it
 * @param declared - names of columns; empty means the primary key
 */
export async function keyColumns(
  client: pg.Client,
  table: string,
  declared: readonly string[],
): Promise<KeyColumn[]> {
  const { rows } = await client.query<KeyColumn>(
    `with recursive key (name, place) as (
       select a.attname::text, a.attnum::bigint
       from pg_index i join pg_class c on c.oid = i.indrelid
       join pg_attribute a on a.attrelid = c.oid
         and array_position(i.indkey::int2[], a.attnum) < i.indnkeyatts
       where i.indrelid = $1::regclass and i.indisprimary and i.indisvalid and cardinality($2::text[]) = 0
         and (c.relkind = 'p' or not exists (select from pg_inherits where inhparent = c.oid))
       union all select * from unnest($2::text[]) with ordinality
     ), base (name, place, type, typmod, sorting) as (
       select k.name, k.place, a.atttypid, a.atttypmod, a.attcollation
       from key k join pg_attribute a on a.attrelid = $1::regclass and a.attname = k.name
       where a.attnum > 0 and not a.attisdropped
       union all
       select name, place, t.typbasetype, greatest(typmod, t.typtypmod), sorting
       from base join pg_type t on t.oid = base.type and t.typtype = 'd'
     )
     select name, quote_ident(name) as quoted, case when t.typtype = 'e' then 'enum'
       when t.typnamespace <> 'pg_catalog'::regnamespace then t.typnamespace::regnamespace || '.' || t.typname
       else format_type(t.oid, base.typmod) end as type, coalesce(c.collisdeterministic, true) as deterministic
     from base join pg_type t on t.oid = base.type and t.typtype <> 'd'
     left join pg_collation c on c.oid = base.sorting order by place`,
    [table, declared],
  );
  return rows;
}

function takenApart(type: string): { name: string; digits: number[] } {
  const brackets = type.match(/\([^)]*\)/g)?.join('') ?? '';
  return {
    name: type.replaceAll(/\([^)]*\)/g, ''),
    digits: (brackets.match(/-?\d+/g) ?? []).map(Number),
  };
}
