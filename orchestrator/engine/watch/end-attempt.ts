import type { Outcome } from '../../model/attempt.ts';
import { StoreRefused } from '../../model/errors.ts';
import type { World } from '../../ports/ports.ts';
import { orGiveUp, type StoreAnswer } from '../store-refusals.ts';

/** Saves an attempt's outcome; if the store refuses it for good, a bare one. */
export async function endAttempt(world: World, id: string, outcome: Outcome): Promise<StoreAnswer> {
  const { attempts } = world.store;
  return orGiveUp(
    world,
    `end ${id}`,
    () => attempts.ended(id, outcome),
    (reason) => attempts.ended(id, bare(outcome, reason)),
  );
}

/** A success can't be committed without its result, so it fails too. A killed attempt stays killed. */
function bare({ state }: Outcome, reason: string): Outcome {
  if (state === 'killed') return { state, reason, result: null, error: null, counted: true };
  const error = { class: StoreRefused.name, message: reason, retryable: false };
  return { state: 'failed', reason, result: null, error, counted: true };
}
