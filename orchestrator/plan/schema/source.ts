/** The field `sources` of a pipeline file. */
import { z } from 'zod';
import {
  TABLE_NAME,
  tableParts,
  tableText,
  unfitName,
  WRITE_TABLE_NAME,
} from '../../model/lake-names.ts';
import { plainTable, type Source, type SourceTable } from '../../model/source.ts';
import type { Fault } from '../fault.ts';
import { lapse } from './quantities.ts';

/** Default lag of kind timestamp, in seconds. */
const LAG = 600;

const target = z
  .string()
  .regex(TABLE_NAME, WRITE_TABLE_NAME)
  .superRefine((written, context) => {
    const refusal = TABLE_NAME.test(written) ? unfitName(tableParts(written)) : null;
    if (refusal !== null) context.addIssue({ code: 'custom', message: refusal });
  })
  // Different ways to quote a table become one name.
  .transform((written) => tableText(tableParts(written)));
const column = z.string().min(1, 'name a column');
const drift = z.enum(['stop', 'allow']).optional();

const fields = z.strictObject({
  target: target.describe('Name of the table in the lake'),
  cursor: column
    .optional()
    .describe('Column of the cursor; by default xid for kind xid, and the primary key for kind id'),
  key: z
    .array(column)
    .min(1, 'name at least one column, or leave key out for the primary key')
    .optional()
    .describe('Columns that identify a row; by default the primary key'),
  mode: z
    .enum(['append', 'merge'])
    .optional()
    .describe(
      'append: rows are only added; merge: rows also change, and loads merge them on the key',
    ),
  time: column.optional().describe('Column of event time, by which a backfill selects rows'),
  deletes: z
    .string()
    .min(1, 'name a table')
    .optional()
    .describe('Table of the same database that lists deleted rows, with the key and the cursor'),
  partitions: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('Number of parallel reads; by default chosen from rows and cores'),
  split: z
    .enum(['range', 'modulus'])
    .optional()
    .describe(
      'How the numeric key is split among reads; by default chosen from the distribution of keys',
    ),
  fetch_size: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Rows per round trip of each read; by default chosen from their width'),
  columns: z
    .array(column)
    .min(1, 'name at least one column, or leave columns out for all of them')
    .optional()
    .describe('The only columns to load'),
  exclude: z
    .array(column)
    .min(1, 'name at least one column, or leave exclude out')
    .optional()
    .describe('Columns to leave out'),
  drift: z
    .strictObject({ removed: drift, retyped: drift })
    .default({})
    .describe('Whether a load stops when a column was removed or has changed its type'),
});

type Fields = z.output<typeof fields>;

/** `orders: lake.bronze.orders` is short for `orders: { target: lake.bronze.orders }`. */
const table = z.union([target.transform((target): Fields => ({ target, drift: {} })), fields]);

export const source = z
  .strictObject({
    kind: z
      .enum(['xid', 'id', 'timestamp'])
      .describe(
        'The order in which rows are loaded: by transaction id, growing key, or time of the last change',
      ),
    lag: lapse
      .optional()
      .describe('For kind timestamp: how far before its bound each load starts; by default 10m'),
    tables: z.record(z.string().min(1), table).describe('Tables to load, by name in the source'),
    time: z
      .record(z.string(), column)
      .default({})
      .describe('Columns of event time, by table; the table may name it instead'),
  })
  .transform((input, context): Source => {
    for (const { path, message } of faults(input))
      context.addIssue({ code: 'custom', path: [...path], message });
    const { kind, tables, time } = input;
    const complete = Object.entries(tables).map(([name, table]): [string, SourceTable] => [
      name,
      tableOf(kind, table, time[name]),
    ]);
    const lag = kind === 'timestamp' ? (input.lag ?? LAG) : 0;
    return { kind, lag, tables: Object.fromEntries(complete) };
  });

interface SourceInput extends Pick<Source, 'kind'> {
  lag?: number | undefined;
  tables: Record<string, Fields>;
  time: Record<string, string>;
}

function tableOf(kind: Source['kind'], input: Fields, time: string | undefined): SourceTable {
  const plain = plainTable(kind, input.target);
  return {
    target: input.target,
    cursor: input.cursor ?? plain.cursor,
    key: input.key ?? plain.key,
    mode: input.mode ?? plain.mode,
    time: input.time ?? time ?? null,
    deletes: input.deletes ?? null,
    partitions: input.partitions ?? null,
    split: input.split ?? null,
    fetch_size: input.fetch_size ?? null,
    columns: input.columns ?? [],
    exclude: input.exclude ?? [],
    drift: { removed: input.drift.removed ?? 'stop', retyped: input.drift.retyped ?? 'stop' },
  };
}

function faults({ kind, lag, tables, time }: SourceInput): Fault[] {
  const ofTables = Object.entries(tables).flatMap(([name, table]) =>
    tableFaults(kind, name, { ...table, time: table.time ?? time[name] }).map(
      ([field, message]) => ({ path: ['tables', name, field], message }),
    ),
  );
  const ofTime = Object.entries(time).flatMap(([name, column]): Fault[] => {
    const path = ['time', name];
    const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
    if (!table) return [{ path, message: `there is no table ${name} under tables` }];
    return table.time === undefined || table.time === column
      ? []
      : [{ path, message: `tables.${name}.time is ${table.time}; set it in one place` }];
  });
  const ofLag =
    lag === undefined || kind === 'timestamp'
      ? []
      : [
          {
            path: ['lag'],
            message: `only kind timestamp has a lag, and this is kind ${kind}; remove it`,
          },
        ];
  return [...ofLag, ...ofTables, ...ofTime];
}

function tableFaults(kind: Source['kind'], name: string, table: Fields): [string, string][] {
  const faults: [string, string][] = [];
  if (kind === 'timestamp' && table.cursor === undefined)
    faults.push(['cursor', 'kind timestamp needs it: the column with the time of the last change']);
  if (kind === 'timestamp' && table.mode === 'append')
    faults.push(['mode', 'kind timestamp reads some rows again, so it merges; leave out mode']);
  if (table.key && new Set(table.key).size < table.key.length)
    faults.push(['key', 'names a column twice']);
  faults.push(...columnFaults(kind, table));
  if (table.deletes === name)
    faults.push(['deletes', 'is the table itself; name the table that lists deleted keys']);
  return faults;
}

/** Faults of columns that can be found without the source. Only the source knows the primary key. */
function columnFaults(kind: Source['kind'], table: Fields): [string, string][] {
  const { columns, exclude, key = [], time } = table;
  const faults: [string, string][] = [];
  if (columns && exclude) faults.push(['exclude', 'give columns or exclude, not both']);
  for (const [field, names] of Object.entries({ columns, exclude }))
    if (names && new Set(names).size < names.length) faults.push([field, 'names a column twice']);
  const cursor = table.cursor ?? plainTable(kind, table.target).cursor;
  const needed = { cursor: cursor === null ? [] : [cursor], key, time: time ? [time] : [] };
  for (const [role, names] of Object.entries(needed))
    for (const name of names) {
      if (exclude?.includes(name))
        faults.push(['exclude', `${name} is the ${role} of the table; remove it from exclude`]);
      if (columns && !columns.includes(name))
        faults.push(['columns', `leaves out ${name}, the ${role} of the table; add it`]);
    }
  return faults;
}
