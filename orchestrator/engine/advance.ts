/** advance: the bookmark that a successful attempt proposes is written, and never goes back. */
import type { Attempt } from '../model/attempt.ts';
import { TerminalError } from '../model/errors.ts';
import type { SourceBookmark } from '../model/result.ts';
import type { World } from './ports.ts';

export async function advance(
  { store, bookmarks, clock }: Pick<World, 'store' | 'bookmarks' | 'clock'>,
  attempt: Attempt,
): Promise<void> {
  const proposed = attempt.result?.bookmark;
  if (!proposed || Object.keys(proposed).length === 0) return;
  const before = await bookmarks.read();
  const sources = { ...before?.sources };
  for (const [name, bookmark] of Object.entries(proposed))
    sources[name] = furthest(name, sources[name], bookmark);
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

/** A bookmark never goes back: an outcome that is committed late must not undo a later one. */
export function furthest(
  source: string,
  before: SourceBookmark | undefined,
  proposed: SourceBookmark,
): SourceBookmark {
  if (!before) return proposed;
  if (before.system_identifier !== proposed.system_identifier)
    throw new TerminalError(
      `the bookmark of ${source} is of the database system ${before.system_identifier}, the run loaded from ${proposed.system_identifier}`,
      {
        mend: 'Point the source back at its database, or remove its entry together with its tables.',
      },
    );
  const tables = { ...before.tables };
  for (const [table, bound] of Object.entries(proposed.tables))
    if (BigInt(bound) > BigInt(tables[table] ?? -1)) tables[table] = bound;
  return { ...proposed, tables };
}
