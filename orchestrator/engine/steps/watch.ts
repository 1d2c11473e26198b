/** watch: the truth table decides what has become of each open attempt. The outcome is saved; `commit` acts upon it. */
import type { OpenAttempt } from '../../model/attempt.ts';
import { TerminalError, UnreachableError } from '../../model/errors.ts';
import { isAlive, verdict, type ClaimSight, type ResultSight } from '../../model/verdict.ts';
import type { AttemptError, AttemptResult } from '../../model/result.ts';
import type { Claim, ClusterState, World } from '../../ports/ports.ts';
import { stageOf } from '../admission/demand.ts';
import { forEachConcurrently } from '../for-each.ts';
import { orGiveUp } from '../store-refusals.ts';
import { abandon } from '../watch/abandon.ts';
import { endAttempt } from '../watch/end-attempt.ts';
import { follow } from '../watch/follow.ts';
import { causeToEnd, continueKill, isGivenUp, markKilling, markLost } from '../watch/kill.ts';
import { outcomeOf } from '../watch/outcome.ts';
import { mayStillRun, type Sight } from '../watch/sight.ts';

export async function watch(world: World): Promise<void> {
  const attempts = (await world.store.attempts.open()).filter(({ driver }) => driver !== null);
  if (attempts.length === 0) return;
  // At the same time: an existing result needs no answer of the master.
  const [[state, outage], early] = await Promise.all([
    readState(world),
    readResults(world, attempts),
  ]);
  await forEachConcurrently(attempts, async (attempt) => {
    const driver = state ? (state.drivers.get(attempt.driver ?? '')?.state ?? 'absent') : 'unknown';
    const read = early.get(attempt.id);
    // A driver may have written its result after that read and before its end: only a read after its end proves there is none.
    const stale = read?.sight === 'none' && !isAlive(driver);
    const result = !read || stale ? await readResult(world, attempt.id) : read;
    await look(world, attempt, { driver, state }, result);
  });
  if (outage) throw outage;
}

/** While the master is unreachable, drivers are unknown; result files can still be read. */
async function readState(world: World): Promise<[ClusterState | null, UnreachableError | null]> {
  try {
    return [await world.cluster.state(), null];
  } catch (error) {
    if (error instanceof UnreachableError) return [null, error];
    throw error;
  }
}

/** Results by attempt. A failed read leaves its attempt out; the second read then reports the failure. */
async function readResults(
  world: World,
  attempts: readonly OpenAttempt[],
): Promise<ReadonlyMap<string, ResultRead>> {
  const results = new Map<string, ResultRead>();
  await forEachConcurrently(attempts, async ({ id }) => {
    const result = await readResult(world, id).catch(() => null);
    if (result) results.set(id, result);
  });
  return results;
}

async function look(
  world: World,
  attempt: OpenAttempt,
  { driver, state }: Pick<Sight, 'driver' | 'state'>,
  { sight: resultSight, result, fault }: ResultRead,
): Promise<void> {
  const { store, attemptFiles } = world;
  const { id, driver: driverId } = attempt;
  const holder = await readClaim(world, id, resultSight);
  const claim = holder === 'unknown' ? 'unknown' : (holder?.by ?? 'none');
  if (holder !== 'unknown' && holder?.driver && holder.driver !== driverId) {
    // The network duplicated the submission, so there are two drivers: the attempt's is the one with the claim.
    const { driver: claimant } = holder;
    await orGiveUp(
      world,
      `adopt ${id}`,
      () => store.attempts.adopted(id, claimant, `${claimant} holds its claim`),
      (reason, since) => abandon(world, attempt, reason, since),
    );
    return;
  }
  const application = attempt.application ?? (await readApplication(world, id, claim));
  const sight: Sight = { driver, application, state };

  const cause = causeToEnd(attempt, await timeoutOf(world, attempt), world.clock.steady());
  const killing = attempt.state === 'killing' || (cause !== null && resultSight === 'none');
  if (
    cause &&
    killing &&
    attempt.state !== 'killing' &&
    !(await markKilling(world, attempt, cause))
  )
    return;
  const lostButDone = attempt.killing?.for === 'lost' && resultSight !== 'none';
  if (killing && mayStillRun(sight) && !lostButDone && !isGivenUp(world, attempt)) {
    await continueKill(world, { ...attempt, killing: attempt.killing ?? cause }, claim, sight);
    return;
  }
  const decision = verdict(driver, claim, resultSight);
  switch (decision) {
    case 'wait':
      await follow(world, attempt, sight);
      return;
    case 'give-up':
      await attemptFiles.takeClaim(id, `its driver is ${driver} and never claimed it`);
      return;
    case 'no-result':
      // While the application lives, the master may merely have lost sight of the driver.
      if (mayStillRun(sight) && !isGivenUp(world, attempt)) {
        await markLost(world, attempt, sight);
        return;
      }
      // A driver that comes back can't publish from here on. If it just has, its result is read here.
      await attemptFiles.takePublish(id, `its driver is ${driver} and left no result`);
      if ((await readResult(world, id)).sight !== 'none') return;
      break;
    case 'succeeded':
    case 'failed':
    case 'broken-result':
    case 'never-ran':
  }
  const outcome = outcomeOf(
    { ...attempt, killing: attempt.killing ?? cause },
    decision,
    driver,
    result,
    fault,
  );
  await endAttempt(world, id, outcome);
}

async function timeoutOf(world: World, attempt: OpenAttempt): Promise<number> {
  return (await stageOf(world, attempt, attempt.stage))?.timeout ?? Infinity;
}

interface ResultRead {
  sight: ResultSight;
  result: AttemptResult | null;
  fault: AttemptError | null;
}

async function readResult({ attemptFiles }: World, id: string): Promise<ResultRead> {
  try {
    const result = await attemptFiles.readResult(id);
    return { sight: result?.status ?? 'none', result, fault: null };
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    const fault = { class: 'BrokenResult', message: error.message, retryable: true };
    return { sight: 'broken', result: null, fault };
  }
}

/** With a result, the claim decides nothing and is not read. */
async function readClaim(
  { attemptFiles }: World,
  id: string,
  result: ResultSight,
): Promise<Claim | null | 'unknown'> {
  return result === 'none' ? attemptFiles.readClaim(id) : 'unknown';
}

async function readApplication(world: World, id: string, claim: ClaimSight) {
  return claim === 'driver' ? world.attemptFiles.readApplication(id) : null;
}
