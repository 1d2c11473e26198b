/** Formats the bookmark, its moves and its preview. */
import pc from '../../terminal/colors.ts';
import type { BookmarkMove } from '../../ports/bookmark-moves.ts';
import type { BookmarkRequest } from '../../ports/ports.ts';
import type { Again, Bookmark, SourceBookmark } from '../../model/result.ts';
import { boundWord, UNITS } from '../../bookmark/bound.ts';
import { windowsText } from './sources.ts';
import type { NextWindow } from '../../preview/source-windows.ts';
import { table } from '../../terminal/table.ts';
import { agoWord, numberWord, timeWord } from '../../terminal/words.ts';

export function bookmarkText(
  bookmark: Bookmark | null,
  requests: readonly BookmarkRequest[],
  now: Date,
): string {
  const waiting = requests.map(
    ({ id, source, mode, by }) =>
      `${pc.yellow('waiting')} ${source}: ${mode} ${id}, requested by ${by}; the orchestrator that leads carries it out`,
  );
  if (!bookmark)
    return ['There is no bookmark yet: the first load makes it.', ...waiting].join('\n');
  const rows = Object.entries(bookmark.sources).flatMap(([source, { kind, tables, ...rest }]) =>
    Object.entries(tables).map(([name, bound]) => [
      source,
      name,
      UNITS[kind],
      boundWord(kind, bound),
      kind === 'snapshot' ? '-' : rest.system_identifier,
    ]),
  );
  const moved = new Date(bookmark.time);
  return [
    table(
      ['source', 'table', 'by', { right: 'loaded up to' }, 'server'],
      rows,
      'It has no tables.',
    ),
    ...Object.entries(bookmark.sources).flatMap(([source, each]) => againLine(source, each)),
    ...waiting,
    '',
    `Moved at ${timeWord(moved)} UTC (${agoWord(moved, now)}) by ${pc.bold(bookmark.attempt)}`,
  ].join('\n');
}

function againLine(source: string, { again, kind }: SourceBookmark): string[] {
  if (!again) return [];
  const words = Object.entries(again.tables).map(([name, bound]) =>
    again.mode === 'rebase' ? name : `${name} from ${boundWord(kind, bound)}`,
  );
  return [
    `${pc.yellow('pending')} ${source}: the next load ${DOES[again.mode]} ${words.join(', ')} (${again.id})`,
  ];
}

const DOES: Readonly<Record<Again['mode'], string>> = {
  rewind: 'reads again and replaces',
  rebase: 'compares with the lake',
};

export function movesText(moves: readonly BookmarkMove[]): string {
  return table(
    ['time (UTC)', 'what', 'by', 'source', 'table', { right: 'bound' }, { right: 'rows' }],
    moves.map((move) => [
      timeWord(move.time),
      whatWord(move),
      byWord(move),
      move.source,
      move.table,
      move.what === 'rebase' ? 'all rows' : boundWord(move.kind, move.bound),
      move.rows === null ? '-' : numberWord(move.rows),
    ]),
    'The bookmark has not moved.',
  );
}

function whatWord({ what, request }: BookmarkMove): string {
  return what === 'load' ? (request === null ? 'load' : 'load again') : pc.yellow(what);
}

function byWord({ attempt, by, reason }: BookmarkMove): string {
  return attempt ?? `${by ?? ''}${reason ? `: ${reason}` : ''}`;
}

export function previewText(sources: readonly NextWindow[]): string {
  if (sources.length === 0) return 'The pipeline loads no source.';
  const counts = sources.flatMap(({ window }) => window?.tables.map(({ rows }) => rows) ?? [null]);
  const total = counts.reduce<number>((sum, rows) => sum + (rows ?? 0), 0);
  const least = counts.includes(null) ? 'at least ' : '';
  return `${windowsText(sources)}\n\nThe next run would read ${least}${numberWord(total)} ${total === 1 ? 'row' : 'rows'}.`;
}
