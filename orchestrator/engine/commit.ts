/**
 * commit: an outcome is acted upon. For a success the bookmark is written first and the children become ready after,
 * and every part of it can be done twice.
 */
import type { Commitment, OpenAttempt } from '../model/attempt.ts';
import { describe, TerminalError } from '../model/errors.ts';
import { commitmentOf } from './commitment.ts';
import { advance } from './advance.ts';
import { diagnosed } from './diagnosed.ts';
import { each } from './each.ts';
import type { World } from './ports.ts';
import { orGiveUp } from './refused.ts';

export async function commit(world: World): Promise<void> {
  const attempts = await world.store.attempts.uncommitted();
  // One bookmark file for all: those that move it go one after the other.
  const moving = attempts.filter(proposes);
  await each(moving, (attempt) => commitSuccess(world, attempt), 1);
  await each(
    attempts.filter((attempt) => !moving.includes(attempt)),
    (attempt) =>
      attempt.state === 'succeeded' ? commitSuccess(world, attempt) : commitFailure(world, attempt),
  );
}

function proposes({ state, result }: OpenAttempt): boolean {
  return state === 'succeeded' && Object.keys(result?.bookmark ?? {}).length > 0;
}

async function commitSuccess(world: World, attempt: OpenAttempt): Promise<void> {
  try {
    await advance(world, attempt);
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    await act(world, attempt, { stage: 'failed', reason: describe(error) });
    return;
  }
  await act(world, attempt, { stage: 'succeeded', reason: attempt.reason });
}

async function commitFailure(world: World, attempt: OpenAttempt): Promise<void> {
  const diagnosis = await diagnosed(world, attempt);
  const commitment = await commitmentOf(world, attempt, diagnosis);
  await act(world, attempt, commitment);
}

/** Once the bookmark is written a success is one, whatever the store takes of its words; a failure is not tried again. */
async function act(world: World, attempt: OpenAttempt, commitment: Commitment): Promise<void> {
  const { attempts } = world.store;
  const stage = commitment.stage === 'ready' ? 'failed' : commitment.stage;
  await orGiveUp(
    world,
    `commit ${attempt.id}`,
    () => attempts.commit(attempt, commitment),
    (reason) => attempts.commit(attempt, { stage, reason }),
  );
}
