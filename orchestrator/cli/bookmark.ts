/** bookmark: up to where sources have been loaded, how that moved, and what comes next. */
import type { Command } from 'commander';
import pc from './colors.ts';
import type { BookmarkMove } from '../engine/ports.ts';
import type { Bookmark } from '../model/result.ts';
import { count } from './arguments.ts';
import type { Context } from './context.ts';
import { pipelineNamed } from './find.ts';
import { windowsText } from './source-text.ts';
import { nextWindows, type NextWindow } from './source-windows.ts';
import { table } from './table.ts';
import { agoWord, timeWord } from './words.ts';

export function bookmark(command: Command, context: Context): void {
  command
    .command('show')
    .description('show the bookmark on HDFS: each source, table and bound')
    .action(async () => {
      const { world } = await context.open();
      const found = await world.bookmarks.read();
      context.print({ bookmark: found }, () => bookmarkText(found, world.clock.now()));
    });
  command
    .command('history')
    .description('list the moves of the bookmark, newest last')
    .option('--pipeline <name>', 'of this pipeline only')
    .option('--limit <n>', 'so many at most', count, 20)
    .action(async ({ pipeline, limit }: { pipeline?: string; limit: number }) => {
      const { store } = await context.open();
      const moves = await store.bookmarkMoves.list({ limit, ...(pipeline && { pipeline }) });
      context.print({ moves }, () => movesText(moves));
    });
  command
    .command('preview <pipeline>')
    .description('count the rows that the next run would read; reads the source, changes nothing')
    .action(async (name: string) => {
      const rooms = await context.open({ pipelines: true });
      const sources = await nextWindows(rooms, pipelineNamed(rooms.world, name));
      context.print({ sources }, () => previewText(sources));
    });
}

function bookmarkText(found: Bookmark | null, now: Date): string {
  if (!found) return 'There is no bookmark yet: the first load makes it.';
  const rows = Object.entries(found.sources).flatMap(([source, { system_identifier, tables }]) =>
    Object.entries(tables).map(([name, bound]) => [source, name, bound, system_identifier]),
  );
  const moved = new Date(found.time);
  return [
    table(['source', 'table', { right: 'loaded up to xid' }, 'server'], rows, 'It knows no table.'),
    '',
    `Moved at ${timeWord(moved)} UTC (${agoWord(moved, now)}) by ${pc.bold(found.attempt)}`,
  ].join('\n');
}

function movesText(moves: readonly BookmarkMove[]): string {
  return table(
    ['time (UTC)', 'attempt', 'source', 'table', { right: 'up to xid' }, { right: 'rows' }],
    moves.map(({ time, attempt, source, table: name, bound, rows }) => [
      ...[timeWord(time), attempt, source, name, bound],
      rows === null ? '-' : rows.toLocaleString('en'),
    ]),
    'The bookmark has not moved.',
  );
}

function previewText(sources: readonly NextWindow[]): string {
  if (sources.length === 0) return 'The pipeline loads no source.';
  const counts = sources.flatMap(({ window }) => window?.tables.map(({ rows }) => rows) ?? [null]);
  const total = counts.reduce<number>((sum, rows) => sum + (rows ?? 0), 0).toLocaleString('en');
  const least = counts.includes(null) ? 'at least ' : '';
  return `${windowsText(sources)}\n\nThe next run would read ${least}${total} ${total === '1' ? 'row' : 'rows'}.`;
}
