import type { OpenAttempt } from '../../model/attempt.ts';
import { advanceBookmark } from '../../model/advance-bookmark.ts';
import { isBackfill } from '../../plan/slot-names.ts';
import type { World } from '../../ports/ports.ts';

/** Writes the bookmark that a successful attempt proposes. Repeating it changes nothing. */
export async function commitBookmark(
  { store, bookmarks, clock }: Pick<World, 'store' | 'bookmarks' | 'clock'>,
  attempt: OpenAttempt,
): Promise<void> {
  // A backfill reloads old rows and must not move a source. A derived table still moves past the snapshots that it read.
  const proposed = Object.entries(attempt.result?.bookmark ?? {}).filter(
    ([, bookmark]) => !isBackfill(attempt.slot) || bookmark.kind === 'snapshot',
  );
  if (proposed.length === 0) return;
  const before = await bookmarks.read();
  const sources = { ...before?.sources };
  for (const [name, bookmark] of proposed)
    sources[name] = advanceBookmark(name, sources[name], bookmark);
  // HDFS knows no lease, so the lead is checked as late as possible.
  await store.assertLead();
  await bookmarks.write({
    version: 1,
    sources,
    run: attempt.run,
    attempt: attempt.id,
    time: clock.now().toISOString(),
  });
}
