/** The end of an attempt is saved; where the store refuses what it says, the bare end. */
import type { Outcome } from '../model/attempt.ts';
import { StoreRefused } from '../model/errors.ts';
import type { World } from './ports.ts';
import { orGiveUp } from './refused.ts';

export async function end(world: World, id: string, outcome: Outcome): Promise<void> {
  const { attempts } = world.store;
  await orGiveUp(
    world,
    `end ${id}`,
    () => attempts.ended(id, outcome),
    (reason) => attempts.ended(id, bare(outcome, reason)),
  );
}

/** Without its result a success can't be committed: it fails too. What was killed stays killed. */
function bare({ state }: Outcome, reason: string): Outcome {
  if (state === 'killed') return { state, reason, result: null, error: null, counted: true };
  const error = { class: StoreRefused.name, message: reason, retryable: false };
  return { state: 'failed', reason, result: null, error, counted: true };
}
