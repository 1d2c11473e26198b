/** What the next load would read, for people. */
import pc from './colors.ts';
import type { Holder, SourceWindow, TableWindow } from '../engine/ports.ts';
import type { NextWindow } from './source-windows.ts';
import { table } from './table.ts';

/** Rows of a table, a line for what can't be known, and who holds the load back. */
export function windowsText(windows: readonly NextWindow[]): string {
  const rows = windows.flatMap(({ source, window }) =>
    (window?.tables ?? []).map((each) => row(source, each, window)),
  );
  return [
    ...(rows.length > 0
      ? [
          table(
            [
              'source',
              'table',
              'into',
              { right: 'from xid' },
              { right: 'to xid' },
              { right: 'rows' },
            ],
            rows,
            '',
          ),
        ]
      : []),
    ...windows.flatMap(remarks),
  ].join('\n');
}

function row(source: string, each: TableWindow, window: SourceWindow | null): string[] {
  const { table: name, target, lo, rows } = each;
  return [
    ...[source, name, target, lo ?? 'the first', window?.hi ?? ''],
    rows === null ? pc.yellow('unknown') : rows.toLocaleString('en'),
  ];
}

function remarks({ source, window, unknown }: NextWindow): string[] {
  if (!window) return [`${pc.yellow('unknown')} ${source}: ${String(unknown)}`];
  const { tables, heldBy } = window;
  return [
    ...tables.flatMap(({ table: name, problem }) =>
      problem === null ? [] : [`${pc.yellow('note')} ${source}.${name}: ${problem}`],
    ),
    ...tables.flatMap(({ table: name, indexed, problem }) =>
      indexed || problem !== null
        ? []
        : [
            `${pc.yellow('note')} ${source}.${name}: no index begins with xid, so each load reads the whole table`,
          ],
    ),
    ...(heldBy ? [`${pc.yellow('note')} ${source}: ${heldWords(heldBy)}`] : []),
  ];
}

/** Rows that are committed, and are read only once this has ended. */
export function heldWords({ pid, name, age }: Holder): string {
  const who = pid === null ? `the prepared transaction ${name}` : `${name} (pid ${pid})`;
  const since = age === null ? '' : `, open for ${Math.round(age)} s,`;
  return `${who}${since} holds the load back: rows written since it began are read once it has ended`;
}
