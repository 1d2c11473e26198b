/**
 * rescue: an attempt whose submission was never answered is settled by its claim. Once the claim is ours no driver
 * can run the attempt, whether one was made or not; where a driver was quicker, it is the attempt's driver.
 */
import type { OpenAttempt } from '../model/attempt.ts';
import { each } from './each.ts';
import { end } from './end.ts';
import type { World } from './ports.ts';

export async function rescue(world: World): Promise<void> {
  // The loop is one, so that an intent which is still there after submit has lost its answer.
  const lost = (await world.store.attempts.open()).filter(({ state }) => state === 'intended');
  await each(lost, (attempt) => settle(world, attempt));
}

async function settle(world: World, attempt: OpenAttempt): Promise<void> {
  const { store, attemptFiles, clock } = world;
  const { id, runState, runReason } = attempt;
  const claim = await attemptFiles.takeClaim(id, 'its submission was never answered');
  if (claim.by === 'driver' && claim.driver !== null) {
    const reason = `adopted ${claim.driver}, which holds its claim`;
    await store.attempts.submitted(id, claim.driver, reason, clock.steady());
    return;
  }
  const reason = 'its submission was never answered, and no driver had claimed it';
  const error = { class: 'SubmissionLost', message: reason, retryable: true };
  await end(
    world,
    id,
    runState === 'killing'
      ? { state: 'killed', reason: runReason, result: null, error: null, counted: true }
      : { state: 'failed', reason, result: null, error, counted: false },
  );
}
