/** Formats the rows that the next load would read. */
import pc from '../../terminal/colors.ts';
import type { SourceWindow, TableWindow } from '../../ports/source-windows.ts';
import { heldText } from '../../engine/holder-text.ts';
import { boundWord } from '../../bookmark/bound.ts';
import type { NextWindow } from '../../preview/source-windows.ts';
import { table } from '../../terminal/table.ts';
import { numberWord } from '../../terminal/words.ts';

/** A row for each table, then notes: unknown sources, and the transaction that holds a load back. */
export function windowsText(windows: readonly NextWindow[]): string {
  const rows = windows.flatMap(({ source, window }) =>
    window ? window.tables.map((each) => row(source, each, window)) : [],
  );
  const columns = ['source', 'table', 'into', 'by', 'from', 'to', 'rows'];
  const right = ['from', 'to', 'rows'];
  const heads = columns.map((name) => (right.includes(name) ? { right: name } : name));
  return [...(rows.length > 0 ? [table(heads, rows, '')] : []), ...windows.flatMap(remarks)].join(
    '\n',
  );
}

function row(source: string, each: TableWindow, { kind }: SourceWindow): string[] {
  const { table: name, target, cursor, lo, hi, rows } = each;
  return [
    source,
    name,
    target,
    cursor ?? '-',
    lo === null ? 'the first' : boundWord(kind, lo),
    hi === null ? '-' : boundWord(kind, hi),
    rows === null ? pc.yellow('unknown') : numberWord(rows),
  ];
}

function remarks({ source, window, unknown }: NextWindow): string[] {
  if (!window) return [`${pc.yellow('unknown')} ${source}: ${String(unknown)}`];
  const { kind, tables, heldBy, lag } = window;
  const note = (words: string) => `${pc.yellow('note')} ${source}${words}`;
  return [
    ...tables.flatMap((each) => tableRemarks(each).map((words) => note(`.${words}`))),
    ...(lag > 0 ? [note(`: each load reads ${lag} s before its bound again, and merges`)] : []),
    ...(heldBy ? [note(`: ${heldText(heldBy, kind)}`)] : []),
  ];
}

function tableRemarks(window: TableWindow) {
  const { table: name, problem, indexed, again, deletes, cursor, zoneless } = window;
  return [
    ...(problem === null ? [] : [`${name}: ${problem}`]),
    ...(problem !== null || indexed
      ? []
      : [`${name}: no index begins with ${cursor ?? ''}, so each load reads the whole table`]),
    ...(zoneless && problem === null
      ? [
          `${name}: ${cursor ?? ''} has no time zone, so each load reads half a day before its bound again; a cursor of type timestamptz or xid8 avoids that`,
        ]
      : []),
    ...(again === null ? [] : [`${name}: ${AGAIN[again]}`]),
    ...(deletes ? [`${name}: deletes ${numberWord(deletes)} by key`] : []),
  ];
}

const AGAIN = {
  rewind: 'a rewind is requested: rows from that bound on replace those in the lake',
  rebase: 'a rebase is requested: all rows are compared with the lake, and different ones loaded',
};
