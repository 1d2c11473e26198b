import type { OpenAttempt, Outcome } from '../../model/attempt.ts';
import { describe, StoreRefused, TerminalError } from '../../model/errors.ts';
import { isAlive } from '../../model/verdict.ts';
import type { AttemptResult } from '../../model/result.ts';
import type { World } from '../../ports/ports.ts';
import { endAttempt } from './end-attempt.ts';
import { outcomeOf } from './outcome.ts';

/**
 * Ends an attempt because the run store refuses one of its transitions. Takes its claims, so that it can neither begin nor
 * publish; kills its driver and application; then ends it with the store's reason.
 *
 * @param since - when the transition was given up
 * @returns false while something of it still runs
 */
export async function abandon(
  world: World,
  attempt: OpenAttempt,
  reason: string,
  since: Date,
): Promise<boolean> {
  const { cluster, attemptFiles, clock, patience, log } = world;
  const { id, runState } = attempt;
  const claim = await attemptFiles.takeClaim(id, reason);
  await attemptFiles.takePublish(id, reason);
  const state = await cluster.state();
  const drivers = [...new Set([attempt.driver, claim.driver])].filter((driver) => driver !== null);
  const living = drivers.filter((driver) => isAlive(state.drivers.get(driver)?.state));
  for (const driver of living) await cluster.kill(driver);
  const application =
    attempt.application ?? (claim.by === 'driver' ? await attemptFiles.readApplication(id) : null);
  const holds = application !== null && state.applications.has(application);
  if (holds && living.length === 0)
    await cluster.killApplication(application).catch((error: unknown) => {
      if (!(error instanceof TerminalError)) throw error;
      log.warn(`${id}: ${application} can't be ended: ${describe(error)}`);
    });
  const waited = (clock.steady().getTime() - since.getTime()) / 1000;
  // It can't publish any more, so it may end while it still runs; but a killed run must have ended when it says so.
  const late = waited >= 2 * patience.kill && runState !== 'killing';
  if ((living.length > 0 || holds) && !late) return false;
  return (await endAttempt(world, id, await outcome(world, attempt, reason))) !== 'waits';
}

/** A result that was written in time counts. */
async function outcome(
  { attemptFiles }: World,
  attempt: OpenAttempt,
  reason: string,
): Promise<Outcome> {
  const { id, runState, runReason } = attempt;
  const result = await readResult(attemptFiles, id);
  if (result) return outcomeOf(attempt, result.status, 'unknown', result, null);
  if (runState === 'killing')
    return { state: 'killed', reason: runReason, result: null, error: null, counted: true };
  const error = { class: StoreRefused.name, message: reason, retryable: false };
  return { state: 'failed', reason, result: null, error, counted: true };
}

async function readResult(files: World['attemptFiles'], id: string): Promise<AttemptResult | null> {
  try {
    return await files.readResult(id);
  } catch (error) {
    if (error instanceof TerminalError) return null;
    throw error;
  }
}
