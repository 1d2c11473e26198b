/** Where rows come from: `sources` of a pipeline file. */
import { z } from 'zod';
import { plainTable, type Source, type SourceTable } from '../../model/source.ts';
import { lapse } from './quantities.ts';

const LAG = 600;

const target = z.string().regex(/^\w+\.\w+\.\w+$/, 'write catalog.namespace.table');
const column = z.string().min(1, 'name a column');
const drift = z.enum(['stop', 'allow']).optional();

const fields = z.strictObject({
  target: target.describe("The lake's table"),
  cursor: column
    .optional()
    .describe(
      'Column by which it is loaded: of kind xid by default xid, of kind id the primary key',
    ),
  key: z
    .array(column)
    .min(1, 'name at least one column, or leave key out for the primary key')
    .optional()
    .describe('Columns that tell its rows apart; by default the primary key'),
  mode: z
    .enum(['append', 'merge'])
    .optional()
    .describe('append: rows only come; merge: they change as well, and are merged on the key'),
  time: column
    .optional()
    .describe('Column of event time, by which a range can be loaded again by a backfill'),
  deletes: z
    .string()
    .min(1, 'name a table')
    .optional()
    .describe('Table of the same database, with the key and the cursor, that names deleted rows'),
  partitions: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('How many reads at once; by default from rows and cores'),
  split: z
    .enum(['range', 'modulus'])
    .optional()
    .describe('How the numeric key is cut into reads; by default as the keys lie'),
  fetch_size: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('How many rows each read fetches at once; by default from their width'),
  drift: z
    .strictObject({ removed: drift, retyped: drift })
    .default({})
    .describe('What becomes of a load when a column is removed or has another type'),
});

type Fields = z.output<typeof fields>;

/** `orders: lake.bronze.orders` is short for `orders: { target: lake.bronze.orders }`. */
const table = z.union([target.transform((target): Fields => ({ target, drift: {} })), fields]);

export const source = z
  .strictObject({
    kind: z
      .enum(['xid', 'id', 'timestamp'])
      .describe('By what rows are loaded: transaction ids, a growing key, or the time of a change'),
    lag: lapse
      .optional()
      .describe('Of kind timestamp: how far back each load reads again; by default 10m'),
    tables: z.record(z.string().min(1), table).describe("The source's table -> the lake's table"),
    time: z
      .record(z.string(), column)
      .default({})
      .describe("The source's table -> its column of event time; may stand in the table as well"),
  })
  .transform((given, context): Source => {
    for (const { path, message } of faults(given))
      context.addIssue({ code: 'custom', path, message });
    const { kind, tables, time } = given;
    const read = Object.entries(tables).map(([name, each]): [string, SourceTable] => [
      name,
      tableOf(kind, each, time[name]),
    ]);
    const lag = kind === 'timestamp' ? (given.lag ?? LAG) : 0;
    return { kind, lag, tables: Object.fromEntries(read) };
  });

interface Given extends Pick<Source, 'kind'> {
  lag?: number | undefined;
  tables: Record<string, Fields>;
  time: Record<string, string>;
}

function tableOf(kind: Source['kind'], given: Fields, time: string | undefined): SourceTable {
  const plain = plainTable(kind, given.target);
  return {
    target: given.target,
    cursor: given.cursor ?? plain.cursor,
    key: given.key ?? plain.key,
    mode: given.mode ?? plain.mode,
    time: given.time ?? time ?? null,
    deletes: given.deletes ?? null,
    partitions: given.partitions ?? null,
    split: given.split ?? null,
    fetch_size: given.fetch_size ?? null,
    drift: { removed: given.drift.removed ?? 'stop', retyped: given.drift.retyped ?? 'stop' },
  };
}

interface Found {
  path: string[];
  message: string;
}

function faults({ kind, lag, tables, time }: Given): Found[] {
  const ofTables = Object.entries(tables).flatMap(([name, table]) =>
    tableFaults(kind, name, table).map(([field, message]) => ({
      path: ['tables', name, field],
      message,
    })),
  );
  const ofTime = Object.entries(time).flatMap(([name, column]): Found[] => {
    const path = ['time', name];
    const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
    if (!table) return [{ path, message: `there is no table ${name} under tables` }];
    return table.time === undefined || table.time === column
      ? []
      : [{ path, message: `tables.${name} says ${table.time}; say it in one place` }];
  });
  const ofLag =
    lag === undefined || kind === 'timestamp'
      ? []
      : [{ path: ['lag'], message: `only kind timestamp reads again; kind ${kind} has no lag` }];
  return [...ofLag, ...ofTables, ...ofTime];
}

function tableFaults(kind: Source['kind'], name: string, table: Fields): [string, string][] {
  const found: [string, string][] = [];
  if (kind === 'timestamp' && table.cursor === undefined)
    found.push(['cursor', 'kind timestamp needs it: the column of the time of the last change']);
  if (kind === 'timestamp' && table.mode === 'append')
    found.push(['mode', 'kind timestamp reads rows again, so it merges; leave mode out']);
  if (table.key && new Set(table.key).size < table.key.length)
    found.push(['key', 'names a column twice']);
  if (table.deletes === name)
    found.push(['deletes', 'is the table itself; name the table of deleted keys']);
  return found;
}
