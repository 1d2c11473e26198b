/**
 * The columns of a table that a load reads: all, or those that the pipeline names. A hidden column is refused. The same
 * rule as in jobs/sparkwright/sources/columns.py, with the same test vectors.
 */
import type { SourceTable } from '../model/source.ts';
import { nearest } from './nearest.ts';

export interface Column {
  name: string;
  /** The name, quoted if necessary. */
  quoted: string;
  primary: boolean;
  readable: boolean;
}

/** A table, with the rights of a user on its columns. */
export interface Readable {
  /** The table's name, quoted if necessary. */
  name: string;
  columns: readonly Column[];
  /** Whether the user may read xmin, the transaction that wrote a row. */
  xminReadable: boolean;
  /** The user who reads it, quoted if necessary. */
  reader: string;
}

type Declared = Pick<SourceTable, 'columns' | 'exclude'>;

export interface Needs {
  /** Columns that a load needs, each with its role. */
  needed: ReadonlyMap<string, string>;
  /** Whether the load reads xmin. */
  xmin: boolean;
}

/** The reason why the columns that the pipeline names can't be loaded, or null. */
export function columnsFault(
  table: string,
  declared: Declared,
  shape: Readable,
  { needed, xmin }: Needs,
): string | null {
  const unknown = unknownFault(table, declared, shape);
  if (unknown !== null) return unknown;
  const columns = chosen(declared, shape);
  const lost = shape.columns.filter((each) => needed.has(each.name) && !columns.includes(each));
  if (lost.length > 0) return lostFault(table, declared, lost, needed);
  const hidden = columns.filter(({ readable }) => !readable);
  const blind = xmin && !shape.xminReadable;
  return hidden.length > 0 || blind
    ? hiddenFault(table, declared, shape, { hidden, needed, blind })
    : null;
}

/** The reason why some of the named columns may not be read, or null. */
export function readFault(
  shape: Readable,
  names: readonly string[],
  { xmin }: Pick<Needs, 'xmin'>,
): string | null {
  const hidden = shape.columns.filter((each) => names.includes(each.name) && !each.readable);
  const blind = xmin && !shape.xminReadable;
  return hidden.length > 0 || blind ? denied(shape, hidden, blind) : null;
}

/** The columns that the load reads. */
export function chosen({ columns, exclude }: Declared, shape: Readable): Column[] {
  return shape.columns.filter(
    ({ name }) => !exclude.includes(name) && (columns.length === 0 || columns.includes(name)),
  );
}

function unknownFault(table: string, declared: Declared, shape: Readable): string | null {
  const names = shape.columns.map(({ name }) => name);
  for (const field of ['columns', 'exclude'] as const) {
    const unknown = declared[field].filter((name) => !names.includes(name));
    if (unknown.length === 0) continue;
    const list = unknown.map((name) => withHint(name, nearest(name, names))).join(', ');
    return `${table} has no column ${list}, which \`${field}\` of the table names: fix the pipeline`;
  }
  return null;
}

const withHint = (name: string, near: string | null) =>
  near === null ? name : `${name} (is it ${near}?)`;

function lostFault(
  table: string,
  declared: Declared,
  lost: readonly Column[],
  needed: Needs['needed'],
): string {
  const order = [...needed.keys()].filter((name) => lost.some((each) => each.name === name));
  const names = order.join(', ');
  const roles = order.map((name) => `${name} (${needed.get(name) ?? ''})`).join(', ');
  const hint =
    declared.columns.length > 0
      ? `add ${names} to \`columns\``
      : `take ${names} out of \`exclude\``;
  const other = order.some((name) => needed.get(name) === 'key') ? ', or name another `key`' : '';
  return `${table} can't be loaded without ${roles}: ${hint} of the table${other}`;
}

interface Hidden {
  hidden: readonly Column[];
  needed: Needs['needed'];
  blind: boolean;
}

function hiddenFault(
  table: string,
  { columns, exclude }: Declared,
  shape: Readable,
  { hidden, needed, blind }: Hidden,
): string {
  const { name, reader } = shape;
  const declared = columns.length > 0 || exclude.length > 0;
  if (!declared && !shape.columns.some(({ readable }) => readable))
    return `${reader} may not read ${name}: run \`GRANT SELECT ON ${name} TO ${reader}\``;
  const kept = hidden.filter((each) => needed.has(each.name));
  const names = hidden.filter((each) => !kept.includes(each)).map((each) => each.name);
  const denial = denied(shape, hidden, blind);
  if (names.length === 0) return denial;
  const line =
    columns.length > 0
      ? `columns: ${listed(columns.filter((each) => !names.includes(each)))}`
      : `exclude: ${listed([...exclude, ...names])}`;
  const rest = kept.length > 0 || blind ? ` and run \`${grant(shape, kept, blind)}\`` : '';
  return `${denial}; or leave columns out in the pipeline, by \`${line}\` of table ${table}${rest}`;
}

function denied(shape: Readable, hidden: readonly Column[], blind: boolean): string {
  const names = [...hidden.map(({ name }) => name), ...(blind ? ['xmin'] : [])].join(', ');
  const why = blind ? ' (xmin tells which transaction wrote a row)' : '';
  return `${shape.reader} may not read ${names} of ${shape.name}${why}: run \`${grant(shape, hidden, blind)}\``;
}

function grant({ name, reader }: Readable, columns: readonly Column[], blind: boolean): string {
  const names = [...columns.map(({ quoted }) => quoted), ...(blind ? ['xmin'] : [])].join(', ');
  return `GRANT SELECT (${names}) ON ${name} TO ${reader}`;
}

const PLAIN = /^(?!(?:true|false|null)$)[a-z_][a-z0-9_]*$/i;

/** Names as a YAML list in one line. */
function listed(names: readonly string[]): string {
  return `[${names.map((name) => (PLAIN.test(name) ? name : JSON.stringify(name))).join(', ')}]`;
}
