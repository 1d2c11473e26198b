/** What the next load would read, for people. */
import pc from './colors.ts';
import type { SourceWindow, TableWindow } from '../engine/ports.ts';
import { heldWords } from '../engine/holder-words.ts';
import { boundWord } from './bound.ts';
import type { NextWindow } from './source-windows.ts';
import { table } from './table.ts';

/** Rows of a table, a line for what can't be known, and who holds the load back. */
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
    ...[source, name, target, cursor ?? '-'],
    lo === null ? 'the first' : boundWord(kind, lo),
    hi === null ? '-' : boundWord(kind, hi),
    rows === null ? pc.yellow('unknown') : rows.toLocaleString('en'),
  ];
}

function remarks({ source, window, unknown }: NextWindow): string[] {
  if (!window) return [`${pc.yellow('unknown')} ${source}: ${String(unknown)}`];
  const { kind, tables, heldBy, lag } = window;
  const note = (words: string) => `${pc.yellow('note')} ${source}${words}`;
  return [
    ...tables.flatMap((each) => tableRemarks(each).map((words) => note(`.${words}`))),
    ...(lag > 0 ? [note(`: each load reads ${lag} s before its bound again, and merges`)] : []),
    ...(heldBy ? [note(`: ${heldWords(heldBy, kind)}`)] : []),
  ];
}

function tableRemarks({ table: name, problem, indexed, again, deletes, cursor }: TableWindow) {
  return [
    ...(problem === null ? [] : [`${name}: ${problem}`]),
    ...(problem !== null || indexed
      ? []
      : [`${name}: no index begins with ${cursor ?? ''}, so each load reads the whole table`]),
    ...(again === null ? [] : [`${name}: ${AGAIN[again]}`]),
    ...(deletes ? [`${name}: deletes ${deletes.toLocaleString('en')} by key`] : []),
  ];
}

const AGAIN = {
  rewind: 'a rewind is asked for: rows from that bound on take the place of those in the lake',
  rebase:
    'a rebase is asked for: all rows are compared with the lake, and those that differ loaded',
};
