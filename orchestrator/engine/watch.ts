/** watch: what has become of each attempt, decided by the truth table; the outcome is saved before it is acted upon. */
import type { OpenAttempt } from '../model/attempt.ts';
import { TerminalError, UnreachableError } from '../model/errors.ts';
import { verdict, type ClaimSight, type ResultSight } from '../model/outcome.ts';
import type { AttemptError, AttemptResult } from '../model/result.ts';
import { stageOf } from './demand.ts';
import { each } from './each.ts';
import { follow } from './follow.ts';
import { causeToEnd, isGivenUp, lose, pursue } from './kill.ts';
import { end } from './end.ts';
import { outcomeOf } from './outcome.ts';
import type { Claim, ClusterState, World } from './ports.ts';
import { lives, type Sight } from './sight.ts';

export async function watch(world: World): Promise<void> {
  const attempts = (await world.store.attempts.open()).filter(({ driver }) => driver !== null);
  if (attempts.length === 0) return;
  // Side by side: a result that is there needs no master to be believed.
  const [[state, lost], early] = await Promise.all([
    readState(world),
    readResults(world, attempts),
  ]);
  await each(attempts, async (attempt) => {
    const driver = state ? (state.drivers.get(attempt.driver ?? '')?.state ?? 'absent') : 'unknown';
    const seen = early.get(attempt.id);
    // That a driver has left no result is known once it was seen to have ended before.
    const stale = seen?.sight === 'none' && driver !== 'RUNNING' && driver !== 'SUBMITTED';
    const found = !seen || stale ? await readResult(world, attempt.id) : seen;
    await look(world, attempt, { driver, state }, found);
  });
  if (lost) throw lost;
}

/** A master that can't be asked leaves drivers unknown; result files can be read all the same. */
async function readState(world: World): Promise<[ClusterState | null, UnreachableError | null]> {
  try {
    return [await world.cluster.state(), null];
  } catch (error) {
    if (error instanceof UnreachableError) return [null, error];
    throw error;
  }
}

/** Results as far as they can be read; what goes wrong is met again, attempt by attempt. */
async function readResults(
  world: World,
  attempts: readonly OpenAttempt[],
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  await each(attempts, async ({ id }) => {
    const result = await readResult(world, id).catch(() => null);
    if (result) found.set(id, result);
  });
  return found;
}

async function look(
  world: World,
  attempt: OpenAttempt,
  { driver, state }: Pick<Sight, 'driver' | 'state'>,
  { sight: resultSight, result, fault }: Found,
): Promise<void> {
  const { store, attemptFiles } = world;
  const { id, driver: driverId } = attempt;
  const holder = await readClaim(world, id, resultSight);
  const claim = holder === 'unknown' ? 'unknown' : (holder?.by ?? 'none');
  if (holder !== 'unknown' && holder?.driver && holder.driver !== driverId) {
    // A submission that was doubled on its way made two drivers: the one that holds the claim is the attempt's.
    await store.attempts.adopted(id, holder.driver, `${holder.driver} holds its claim`);
    return;
  }
  const application = attempt.application ?? (await readApplication(world, id, claim));
  const sight: Sight = { driver, application, state };

  const cause = causeToEnd(attempt, await timeoutOf(world, attempt), world.clock.steady());
  const killing = attempt.state === 'killing' || (cause !== null && resultSight === 'none');
  if (cause && killing && attempt.state !== 'killing') await store.attempts.killing(id, cause);
  const settled = attempt.killing?.for === 'lost' && resultSight !== 'none';
  if (killing && lives(sight) && !settled && !isGivenUp(world, attempt)) {
    await pursue(world, { ...attempt, killing: attempt.killing ?? cause }, claim, sight);
    return;
  }
  const decided = verdict(driver, claim, resultSight);
  switch (decided) {
    case 'wait':
      await follow(world, attempt, sight);
      return;
    case 'give-up':
      await attemptFiles.takeClaim(id, `its driver is ${driver} and never claimed it`);
      return;
    case 'no-result':
      // While its application lives, something of it runs that the master has lost sight of.
      if (lives(sight) && !isGivenUp(world, attempt)) {
        await lose(world, attempt, sight);
        return;
      }
      // From here on no driver that comes back can publish; one that just has, has left its result by the next look.
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
    decided,
    driver,
    result,
    fault,
  );
  await end(world, id, outcome);
}

async function timeoutOf(world: World, attempt: OpenAttempt): Promise<number> {
  return (await stageOf(world, attempt, attempt.stage))?.timeout ?? Infinity;
}

interface Found {
  sight: ResultSight;
  result: AttemptResult | null;
  fault: AttemptError | null;
}

async function readResult({ attemptFiles }: World, id: string): Promise<Found> {
  try {
    const result = await attemptFiles.readResult(id);
    return { sight: result?.status ?? 'none', result, fault: null };
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    const fault = { class: 'BrokenResult', message: error.message, retryable: true };
    return { sight: 'broken', result: null, fault };
  }
}

/** Only where there is no result does it matter who holds the claim. */
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
