/**
 * Kills attempts: after the kill of their run, past their timeout, starved, or lost. An attempt has ended once its driver and
 * its application are gone. Its Python dies with its driver; the kernel enforces that (bootstrap.py).
 */
import type { Killing, OpenAttempt } from '../../model/attempt.ts';
import { describe, TerminalError } from '../../model/errors.ts';
import { isAlive, type ClaimSight } from '../../model/verdict.ts';
import type { World } from '../../ports/ports.ts';
import { orGiveUp } from '../store-refusals.ts';
import { abandon } from './abandon.ts';
import { explain } from './follow.ts';
import type { Sight } from './sight.ts';

/**
 * Why an attempt has to end; null if it has not. The first cause stays.
 *
 * @param timeout - seconds
 */
export function causeToEnd(attempt: OpenAttempt, timeout: number, now: Date): Killing | null {
  if (attempt.killing) return attempt.killing;
  if (attempt.runState === 'killing') return { for: 'kill', reason: attempt.runReason, since: now };
  const ran = now.getTime() - (attempt.submitted ?? now).getTime();
  if (ran < timeout * 1000) return null;
  return { for: 'timeout', reason: `it ran longer than its timeout of ${timeout} s`, since: now };
}

/** Saves the cause of a kill. False if the store refuses it; the attempt is then abandoned. */
export async function markKilling(
  world: World,
  attempt: OpenAttempt,
  cause: Killing,
): Promise<boolean> {
  const answer = await orGiveUp(
    world,
    `kill ${attempt.id}`,
    () => world.store.attempts.killing(attempt.id, cause),
    (reason, since) => abandon(world, attempt, reason, since),
  );
  return answer === 'accepted';
}

/** The driver is gone without a result, but its application is not: the attempt is killed as lost. */
export async function markLost(world: World, attempt: OpenAttempt, sight: Sight): Promise<void> {
  const { driver, application } = sight;
  const reason = `${String(attempt.driver)} is ${driver} and left no result, and ${String(application)} is still there`;
  await markKilling(world, attempt, { for: 'lost', reason, since: world.clock.steady() });
}

/**
 * Whether the remains of a lost attempt have been waited for long enough: the publish claim keeps them harmless. An attempt
 * of a killed run is waited for without limit, since the run must have ended when it says so.
 */
export function isGivenUp({ clock, patience }: World, { killing }: OpenAttempt): boolean {
  if (killing?.for !== 'lost') return false;
  return clock.steady().getTime() - killing.since.getTime() >= 2 * patience.kill * 1000;
}

/** Takes the next measure of a kill: one a pass, each repeatable. */
export async function continueKill(
  world: World,
  attempt: OpenAttempt,
  claim: ClaimSight,
  sight: Sight,
): Promise<void> {
  const { cluster, attemptFiles, clock, patience } = world;
  const { id, killing, driver: driverId } = attempt;
  if (driverId === null || !killing) return;
  const { driver, application, state } = sight;
  const seconds = Math.round((clock.steady().getTime() - killing.since.getTime()) / 1000);
  const late = seconds >= patience.kill;
  // Otherwise a driver that has not begun could begin between two kills.
  if (claim === 'none') await attemptFiles.takeClaim(id, killing.reason);
  if (isAlive(driver)) {
    await cluster.kill(driverId);
    if (!late) return;
    const worker = state?.drivers.get(driverId)?.worker ?? 'a worker that the master does not name';
    await report(
      `${driverId} is still ${driver} on ${worker}, more than ${patience.kill} s after it was told to end; end its process there by hand`,
    );
  } else if (application !== null && state?.applications.has(application)) {
    if (!late) return;
    await report(
      `${driverId} has ended, ${application} still holds executors; ${await killApplication(application)}`,
    );
  }

  async function killApplication(application: string): Promise<string> {
    try {
      await cluster.killApplication(application);
      return 'the master was told to end it';
    } catch (error) {
      if (error instanceof TerminalError) return describe(error);
      throw error;
    }
  }

  async function report(reason: string): Promise<void> {
    if (reason === attempt.reason) return;
    await explain(world, attempt, reason, application);
    world.log.warn(`${id}: ${reason}`);
  }
}
