/** Reasons why rows can't be merged by their key, as jobs/sparkwright/sources/opening_table.py has them. */
import type pg from 'pg';
import type { NamedSource } from '../ports/source-windows.ts';
import type { SourceTable } from '../model/source.ts';
import type { Shape } from './cursor.ts';
import { inTime } from './in-time.ts';
import { alike, keptApart, keyColumns, keyFault, ONCE, typeText, type KeyColumn } from './keys.ts';

interface Load {
  source: Pick<NamedSource, 'kind'>;
  declared: SourceTable;
  shape: Pick<Shape, 'name'>;
  /** Whether rows that the lake has are loaded again, which replaces them in any mode. */
  again: boolean;
  /** SQL condition of the rows that the load would read; null if none. */
  within: string | null;
}

/** Null if the rows can be merged, or no key is needed. */
export async function keyProblem(client: pg.Client, load: Load): Promise<string | null> {
  const { source, declared, shape, again } = load;
  const merges = declared.mode === 'merge' || source.kind === 'timestamp' || again;
  if (!merges && declared.deletes === null) return null;
  const columns = await keyColumns(client, shape.name, declared.key);
  const missing = declared.key.filter((name) => !columns.some((column) => column.name === name));
  if (missing.length > 0)
    return `it has no column ${missing.join(', ')}, which \`key\` of the table names: fix the pipeline`;
  if (columns.length === 0)
    return (
      `it has no primary key, by which its rows could be replaced in ${declared.target}: ` +
      'name one in the pipeline, under `key` of the table'
    );
  for (const column of columns) {
    const why = keyFault(column.type, column.deterministic);
    if (why !== null) return `it ${refusal(column.name, typeText(column), why)}`;
  }
  const value = await valueProblem(client, columns, { name: shape.name, within: load.within });
  return value && `it ${value}`;
}

/** The reason why a table of deleted keys can't name the rows of its table, or null. */
export async function deletedKeyProblem(
  client: pg.Client,
  { name }: Pick<Shape, 'name'>,
  gone: Pick<Shape, 'name'>,
  { key }: Pick<SourceTable, 'key'>,
  within: string | null,
): Promise<string | null> {
  const own = await keyColumns(client, name, key);
  const names = own.map((column) => column.name);
  const theirs = names.length > 0 ? await keyColumns(client, gone.name, names) : [];
  const missing = names.filter((each) => !theirs.some((column) => column.name === each));
  if (missing.length > 0) return `has no column ${missing.join(', ')}, which is of the key`;
  for (const column of theirs) {
    const same = own.find((each) => each.name === column.name);
    if (same && (!alike(same.type, column.type) || !column.deterministic))
      return `has ${column.name} of type ${typeText(column)}, and the table has it of type ${typeText(same)}: give both the same`;
  }
  return valueProblem(client, theirs, { name: gone.name, within });
}

interface Rows {
  /** The table's name as SQL writes it. */
  name: string;
  /** SQL condition of the rows; null if there are none. */
  within: string | null;
}

async function valueProblem(
  client: pg.Client,
  columns: readonly KeyColumn[],
  { name, within }: Rows,
): Promise<string | null> {
  for (const column of columns) {
    const { quoted, type } = column;
    const apart = keptApart(type, quoted);
    if (apart === null || within === null) continue;
    const sql = `select ${quoted}::text as value from ${name} where (${within}) and (${apart}) is false limit 1`;
    const answer = await inTime(client, () => client.query<{ value: string }>(sql));
    const value = answer?.rows[0]?.value;
    if (value !== undefined) return refusal(column.name, type, `${ONCE}: it has ${value}`);
  }
  return null;
}

const refusal = (column: string, type: string, why: string) =>
  `can't be merged by its key ${column} of type ${type}, because ${why}: name other ` +
  'columns under `key` of the table, or add a column for it at the source';
