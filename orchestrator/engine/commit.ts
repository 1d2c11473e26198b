/**
 * commit: an outcome is acted upon. For a success the bookmark is written first and the children become ready after,
 * and every part of it can be done twice.
 */
import type { Attempt } from '../model/attempt.ts';
import { describe, TerminalError } from '../model/errors.ts';
import { backoffSeconds } from '../model/pipeline.ts';
import type { SourceBookmark } from '../model/result.ts';
import { stageOf } from './admit.ts';
import type { World } from './ports.ts';

const LOG_LINES = 40;

export async function commit(world: World): Promise<void> {
  for (const attempt of await world.store.uncommittedAttempts())
    await (attempt.state === 'succeeded'
      ? commitSuccess(world, attempt)
      : commitFailure(world, attempt));
}

async function commitSuccess(world: World, attempt: Attempt): Promise<void> {
  try {
    await writeBookmark(world, attempt);
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    await world.store.commitFailure(attempt, describe(error));
    return;
  }
  await world.store.commitSuccess(attempt);
}

async function writeBookmark({ bookmarks, now }: World, attempt: Attempt): Promise<void> {
  const proposed = attempt.result?.bookmark;
  if (!proposed || Object.keys(proposed).length === 0) return;
  const before = await bookmarks.read();
  const sources = { ...before?.sources };
  for (const [name, bookmark] of Object.entries(proposed))
    sources[name] = furthest(name, sources[name], bookmark);
  await bookmarks.write({
    version: 1,
    sources,
    run: attempt.run,
    attempt: attempt.id,
    time: now().toISOString(),
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

async function commitFailure(world: World, attempt: Attempt): Promise<void> {
  const { store } = world;
  await keepLog(world, attempt);
  const definition = (await store.run(attempt.run))?.definition;
  const policy = stageOf(definition, attempt.stage)?.retries;
  const failed = (await store.attempts(attempt.run)).filter(
    ({ stage, counted }) => stage === attempt.stage && counted,
  ).length;
  if (!policy || !attempt.error?.retryable || failed > policy.limit) {
    await store.commitFailure(attempt, attempt.reason);
    return;
  }
  const pause = attempt.counted ? backoffSeconds(policy, failed) : 1;
  const notBefore = new Date(world.now().getTime() + pause * 1000);
  const which = attempt.counted ? `retry ${failed} of ${policy.limit}` : 'tried again';
  await store.commitRetry(attempt, notBefore, `${which} in ${pause} s, after ${attempt.reason}`);
}

/** The driver's last words are for people; where they can't be had, the run goes on without. */
async function keepLog({ store, cluster, log }: World, { id, driver }: Attempt): Promise<void> {
  if (driver === null) return;
  try {
    const lines = await cluster.driverLog(driver, LOG_LINES);
    if (lines !== '') await store.keepLog(id, lines);
  } catch (error) {
    log.warn(`the log of ${driver} could not be fetched: ${describe(error)}`);
  }
}
