/**
 * apply-bookmark-requests: rewinds and rebases that people request are written into the bookmark. The loop that commits
 * bookmarks does this too, so that neither write undoes the other. Each request can be applied twice.
 */
import { applyRequest } from '../../model/apply-request.ts';
import { describe, StoreRefused, TerminalError } from '../../model/errors.ts';
import type { Bookmark } from '../../model/result.ts';
import type { BookmarkRequest, World } from '../../ports/ports.ts';
import { orGiveUp } from '../store-refusals.ts';

type Part = Pick<World, 'store' | 'bookmarks' | 'clock' | 'log'>;

export async function applyBookmarkRequests(world: Part): Promise<void> {
  const refusals: unknown[] = [];
  for (const request of await world.store.bookmarkRequests.pending())
    await apply(world, request).catch((error: unknown) => {
      if (!(error instanceof StoreRefused)) throw error;
      refusals.push(error);
    });
  if (refusals.length > 0) throw new AggregateError(refusals, 'some were refused');
}

async function apply(world: Part, request: BookmarkRequest): Promise<void> {
  const { store, bookmarks, clock, log } = world;
  const { id, source, mode, by } = request;
  let before: Bookmark | null;
  try {
    before = await bookmarks.read();
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    await close(world, id, describe(error));
    return;
  }
  const current = before?.sources[source];
  // If they are equal, an earlier pass wrote the bookmark but could not close the request.
  if (current?.again?.id !== id) {
    const asked = applyRequest(current, request);
    if (asked.refused !== null) {
      await close(world, id, asked.refused);
      return;
    }
    // HDFS knows no lease, so the lead is checked as late as possible.
    await store.assertLead();
    await bookmarks.write({
      version: 1,
      sources: { ...before?.sources, [source]: asked.bookmark },
      run: before?.run ?? id,
      attempt: id,
      time: clock.now().toISOString(),
    });
  }
  await close(world, id, null);
  log.info(`${source}: ${mode} requested by ${by} (${request.reason}); the next load does it`);
}

/** @param refused - why the bookmark stays as it is; null if it was written */
async function close(world: Part, id: string, refused: string | null): Promise<void> {
  const { bookmarkRequests } = world.store;
  await orGiveUp(
    world,
    `close ${id}`,
    () => bookmarkRequests.close(id, refused),
    (reason) => bookmarkRequests.close(id, reason),
  );
}
