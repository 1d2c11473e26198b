/**
 * kill: an attempt whose run was killed, whose time is over, or that starves is made to end, and counts as ended once
 * its driver and its application are gone. Its Python goes with its driver: the kernel sees to that (bootstrap.py).
 */
import type { Killing, OpenAttempt } from '../model/attempt.ts';
import { describe, TerminalError } from '../model/errors.ts';
import type { ClaimSight } from '../model/outcome.ts';
import type { World } from './ports.ts';
import type { Sight } from './sight.ts';

/** Why an attempt is to end, or null. @param timeout - seconds */
export function causeToEnd(attempt: OpenAttempt, timeout: number, since: Date): Killing | null {
  if (attempt.killing) return attempt.killing;
  if (attempt.runState === 'killing') return { for: 'kill', reason: attempt.runReason, since };
  const ran = since.getTime() - (attempt.submitted ?? since).getTime();
  if (ran < timeout * 1000) return null;
  return { for: 'timeout', reason: `it ran longer than its timeout of ${timeout} s`, since };
}

/** The driver is gone without a result, and its application is not: that is made to end, and waited for, for a while. */
export async function lose(world: World, attempt: OpenAttempt, sight: Sight): Promise<void> {
  const { driver, application } = sight;
  const reason = `${String(attempt.driver)} is ${driver} and left no result, and ${String(application)} is still there`;
  await world.store.attempts.killing(attempt.id, {
    ...{ for: 'lost', reason, since: world.clock.steady() },
  });
}

/**
 * Whether what seems to live on of a lost attempt has been waited for long enough. The claim to publish keeps it from doing
 * harm; somebody who killed a run, however, is not told that it has ended before it has.
 */
export function isGivenUp({ clock, patience }: World, { killing }: OpenAttempt): boolean {
  if (killing?.for !== 'lost') return false;
  return clock.steady().getTime() - killing.since.getTime() >= 2 * patience.kill * 1000;
}

/** Runs of which the time is over are killed, and fail. */
export async function endOverdue({ store, clock }: World): Promise<void> {
  for (const run of await store.runs.overdue(clock.steady()))
    await store.runs.kill(run.id, 'it ran longer than its run_timeout', 'failed');
}

/** One step of the hunt: each may be repeated, and each pass takes one. */
export async function pursue(
  world: World,
  attempt: OpenAttempt,
  claim: ClaimSight,
  sight: Sight,
): Promise<void> {
  const { store, cluster, attemptFiles, clock, patience } = world;
  const { id, killing, driver: driverId } = attempt;
  if (driverId === null || !killing) return;
  const { driver, application, state } = sight;
  const seconds = Math.round((clock.steady().getTime() - killing.since.getTime()) / 1000);
  const late = seconds >= patience.kill;
  // A driver that has not begun must not begin between two kills.
  if (claim === 'none') await attemptFiles.takeClaim(id, killing.reason);
  if (driver === 'SUBMITTED' || driver === 'RUNNING') {
    await cluster.kill(driverId);
    if (!late) return;
    const worker = state?.drivers.get(driverId)?.worker ?? 'a worker that the master does not name';
    await say(
      `${driverId} is still ${driver} on ${worker}, more than ${patience.kill} s after it was told to end; end its process there by hand`,
    );
  } else if (application !== null && state?.applications.has(application)) {
    if (!late) return;
    await say(
      `${driverId} has ended, ${application} still holds executors; ${await end(application)}`,
    );
  }

  async function end(application: string): Promise<string> {
    try {
      await cluster.killApplication(application);
      return 'the master was told to end it';
    } catch (error) {
      if (error instanceof TerminalError) return describe(error);
      throw error;
    }
  }

  async function say(reason: string): Promise<void> {
    if (reason === attempt.reason) return;
    await store.attempts.explain(id, reason, application);
    world.log.warn(`${id}: ${reason}`);
  }
}
