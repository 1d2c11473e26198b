/** advance: the bookmark that a successful attempt proposes is written. */
import type { OpenAttempt } from '../model/attempt.ts';
import { furthest } from '../model/furthest.ts';
import { isBackfill } from '../plan/slots.ts';
import type { World } from './ports.ts';

export async function advance(
  { store, bookmarks, clock }: Pick<World, 'store' | 'bookmarks' | 'clock'>,
  attempt: OpenAttempt,
): Promise<void> {
  // A backfill loads again what is loaded; a derived table goes on from what it has read all the same.
  const proposed = Object.entries(attempt.result?.bookmark ?? {}).filter(
    ([, bookmark]) => !isBackfill(attempt.slot) || bookmark.kind === 'snapshot',
  );
  if (proposed.length === 0) return;
  const before = await bookmarks.read();
  const sources = { ...before?.sources };
  for (const [name, bookmark] of proposed) sources[name] = furthest(name, sources[name], bookmark);
  // HDFS knows no lease: the last moment to notice that this is another's to write.
  await store.assertLead();
  await bookmarks.write({
    version: 1,
    sources,
    run: attempt.run,
    attempt: attempt.id,
    time: clock.now().toISOString(),
  });
}
