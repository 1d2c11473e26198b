/**
 * rebook: what people ask of the bookmark is written into it. Each request is seen to in the loop that writes the bookmark after
 * loads, so that neither takes back what the other has written; it can be done twice.
 */
import { describe, TerminalError } from '../model/errors.ts';
import { askedAgain } from '../model/asked-again.ts';
import type { Bookmark } from '../model/result.ts';
import type { BookmarkRequest, World } from './ports.ts';

type Part = Pick<World, 'store' | 'bookmarks' | 'clock' | 'log'>;

export async function rebook(world: Part): Promise<void> {
  for (const request of await world.store.bookmarkRequests.pending()) await write(world, request);
}

async function write(world: Part, request: BookmarkRequest): Promise<void> {
  const { store, bookmarks, clock, log } = world;
  const { id, source, mode, by } = request;
  let before: Bookmark | null;
  try {
    before = await bookmarks.read();
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    await store.bookmarkRequests.settle(id, describe(error));
    return;
  }
  const known = before?.sources[source];
  // It was written, and the store did not hear of it.
  if (known?.again?.id !== id) {
    const asked = askedAgain(known, request);
    if (asked.refused !== null) {
      await store.bookmarkRequests.settle(id, asked.refused);
      return;
    }
    // HDFS knows no lease: the last moment to notice that this is another's to write.
    await store.assertLead();
    await bookmarks.write({
      version: 1,
      sources: { ...before?.sources, [source]: asked.bookmark },
      run: before?.run ?? id,
      attempt: id,
      time: clock.now().toISOString(),
    });
  }
  await store.bookmarkRequests.settle(id, null);
  log.info(`${source}: ${mode} asked for by ${by} (${request.reason}); the next load does it`);
}
