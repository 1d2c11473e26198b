/**
 * rescue: an attempt whose submission got no answer is settled by its claim. If the orchestrator gets the claim, no driver can
 * run the attempt any more. If a driver has it, that driver becomes the attempt's.
 */
import type { OpenAttempt } from '../../model/attempt.ts';
import { StoreRefused } from '../../model/errors.ts';
import type { World } from '../../ports/ports.ts';
import { forEachConcurrently } from '../for-each.ts';
import { orGiveUp, refusalOf, submissionOf } from '../store-refusals.ts';
import { abandon } from '../watch/abandon.ts';
import { endAttempt } from '../watch/end-attempt.ts';

export async function rescue(world: World): Promise<void> {
  // `submit` runs before this step in the same loop, so an attempt that is still `intended` has lost its answer.
  const lost = (await world.store.attempts.open()).filter(({ state }) => state === 'intended');
  await forEachConcurrently(lost, (attempt) => rescueAttempt(world, attempt));
}

async function rescueAttempt(world: World, attempt: OpenAttempt): Promise<void> {
  const { store, attemptFiles, clock } = world;
  const { id, runState, runReason } = attempt;
  const claim = await attemptFiles.takeClaim(id, 'its submission was never answered');
  if (claim.by === 'driver' && claim.driver !== null) {
    const reason = `adopted ${claim.driver}, which holds its claim`;
    const { driver } = claim;
    await orGiveUp(
      world,
      submissionOf(id),
      () => store.attempts.submitted(id, driver, reason, clock.steady()),
      (why, since) => abandon(world, attempt, why, since),
    );
    return;
  }
  if (runState === 'killing') {
    await endAttempt(world, id, {
      state: 'killed',
      reason: runReason,
      result: null,
      error: null,
      counted: true,
    });
    return;
  }
  const refusal = refusalOf(world, submissionOf(id));
  const reason = refusal ?? 'its submission was never answered, and no driver had claimed it';
  const name = refusal === null ? 'SubmissionLost' : StoreRefused.name;
  await endAttempt(world, id, {
    state: 'failed',
    reason,
    result: null,
    error: { class: name, message: reason, retryable: true },
    counted: false,
  });
}
