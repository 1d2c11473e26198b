/**
 * rescue: an attempt whose submission was never answered is settled by its claim. Once the claim is ours no driver
 * can run the attempt, whether one was made or not; where a driver was quicker, it is the attempt's driver.
 */
import type { World } from './ports.ts';

export async function rescue({ store, attemptFiles }: World): Promise<void> {
  for (const { id, state } of await store.openAttempts()) {
    // The loop is one, so that an intent which is still there after submit has lost its answer.
    if (state !== 'intended') continue;
    const claim = await attemptFiles.takeClaim(id, 'its submission was never answered');
    if (claim.by === 'driver' && claim.driver !== null) {
      await store.attemptSubmitted(
        id,
        claim.driver,
        `adopted ${claim.driver}, which holds its claim`,
      );
      continue;
    }
    const reason = 'its submission was never answered, and no driver had claimed it';
    await store.attemptEnded(id, {
      state: 'failed',
      reason,
      result: null,
      error: { class: 'SubmissionLost', message: reason, retryable: true },
      counted: false,
    });
  }
}
