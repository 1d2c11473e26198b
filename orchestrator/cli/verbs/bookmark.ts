/** bookmark: shows, lists, previews, rewinds and rebases the bounds of sources. */
import type { Command } from 'commander';
import { rebase } from './bookmark-rebase.ts';
import { rewind } from './bookmark-rewind.ts';
import { bookmarkText, movesText, previewText } from '../text/bookmark.ts';
import { count } from '../arguments.ts';
import type { Context } from '../context.ts';
import { pipelineNamed } from '../find.ts';
import { known } from '../../preview/known.ts';
import { nextWindows } from '../../preview/source-windows.ts';

export function bookmark(command: Command, context: Context): void {
  command
    .command('show')
    .description('show the bookmark on HDFS: sources, tables, bounds')
    .action(async () => {
      const { world, store } = await context.open();
      const found = await world.bookmarks.read();
      // The bookmark is shown without the store too.
      const requests = (await known(store.bookmarkRequests.pending())).value ?? [];
      context.print({ bookmark: found, requests }, () =>
        bookmarkText(found, requests, world.clock.now()),
      );
    });
  command
    .command('history')
    .description('list the moves of the bookmark, newest last')
    .option('--pipeline <name>', 'moves of this pipeline only')
    .option('--source <name>', 'moves of this source only')
    .option('--limit <n>', 'list at most this many', count, 20)
    .action(async ({ pipeline, source, limit }: Filter) => {
      const { store } = await context.open();
      const moves = await store.bookmarkMoves.list({
        limit,
        ...(pipeline && { pipeline }),
        ...(source && { source }),
      });
      context.print({ moves }, () => movesText(moves));
    });
  command
    .command('preview <pipeline>')
    .description('count the rows that the next run would read; changes nothing')
    .action(async (name: string) => {
      const rooms = await context.open({ pipelines: true });
      const sources = await nextWindows(rooms, pipelineNamed(rooms.world, name));
      context.print({ sources }, () => previewText(sources));
    });
  rewind(command, context);
  rebase(command, context);
}

interface Filter {
  pipeline?: string;
  source?: string;
  limit: number;
}
