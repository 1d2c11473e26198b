/**
 * commit: an outcome takes effect. A success first writes its bookmark and then readies the children; a failure decides
 * between another try and the end. Every part can be repeated.
 */
import type { Commitment, OpenAttempt } from '../../model/attempt.ts';
import { describe, TerminalError } from '../../model/errors.ts';
import type { World } from '../../ports/ports.ts';
import { commitBookmark } from '../commit/commit-bookmark.ts';
import { commitmentOf } from '../commit/commitment.ts';
import { diagnosisOf } from '../commit/diagnosis.ts';
import { forEachConcurrently, forEachInOrder } from '../for-each.ts';
import { orGiveUp } from '../store-refusals.ts';

export async function commit(world: World): Promise<void> {
  const attempts = await world.store.attempts.uncommitted();
  // All sources share one bookmark file, so attempts that write it go one after the other.
  const writing = attempts.filter(proposesBookmark);
  await forEachInOrder(writing, (attempt) => commitSuccess(world, attempt));
  await forEachConcurrently(
    attempts.filter((attempt) => !writing.includes(attempt)),
    (attempt) =>
      attempt.state === 'succeeded' ? commitSuccess(world, attempt) : commitFailure(world, attempt),
  );
}

function proposesBookmark({ state, result }: OpenAttempt): boolean {
  return state === 'succeeded' && Object.keys(result?.bookmark ?? {}).length > 0;
}

async function commitSuccess(world: World, attempt: OpenAttempt): Promise<void> {
  try {
    await commitBookmark(world, attempt);
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    await save(world, attempt, { stage: 'failed', reason: describe(error) });
    return;
  }
  await save(world, attempt, { stage: 'succeeded', reason: attempt.reason });
}

async function commitFailure(world: World, attempt: OpenAttempt): Promise<void> {
  const diagnosis = await diagnosisOf(world, attempt);
  await save(world, attempt, await commitmentOf(world, attempt, diagnosis));
}

/** If the store refuses the commitment's texts, a success stays one, since its bookmark is written; a failure gets no retry. */
async function save(world: World, attempt: OpenAttempt, commitment: Commitment): Promise<void> {
  const { attempts } = world.store;
  const stage = commitment.stage === 'ready' ? 'failed' : commitment.stage;
  await orGiveUp(
    world,
    `commit ${attempt.id}`,
    () => attempts.commit(attempt, commitment),
    (reason) => attempts.commit(attempt, { stage, reason }),
  );
}
