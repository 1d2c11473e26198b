/** watch: what has become of each attempt, decided by the truth table; the outcome is saved before it is acted upon. */
import type { Attempt } from '../model/attempt.ts';
import { TerminalError, UnreachableError } from '../model/errors.ts';
import { verdict, type ClaimSight, type DriverSight, type ResultSight } from '../model/outcome.ts';
import type { AttemptError, AttemptResult } from '../model/result.ts';
import { enforceTimeout } from './kill.ts';
import type { ClusterState, World } from './ports.ts';

export async function watch(world: World): Promise<void> {
  const attempts = (await world.store.openAttempts()).filter(({ driver }) => driver !== null);
  if (attempts.length === 0) return;
  const [state, lost] = await readState(world);
  for (const attempt of attempts) await look(world, attempt, state);
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

async function look(world: World, attempt: Attempt, state: ClusterState | null): Promise<void> {
  const { store, attemptFiles } = world;
  const driver = sightOf(attempt, state);
  const { sight: resultSight, result, fault } = await readResult(world, attempt.id);
  const claim = await readClaim(world, attempt.id, resultSight);
  const decided = verdict(driver, claim, resultSight);
  switch (decided) {
    case 'wait':
      await followDriver(world, attempt, driver, state);
      return;
    case 'give-up':
      await attemptFiles.takeClaim(attempt.id, `its driver is ${driver} and never claimed it`);
      return;
    case 'succeeded':
      await store.attemptEnded(attempt.id, {
        state: 'succeeded',
        reason: summary(result),
        result,
        error: null,
        counted: true,
      });
      return;
    case 'failed':
    case 'broken-result':
    case 'no-result':
    case 'never-ran': {
      const error =
        attempt.state === 'killing'
          ? killed(attempt)
          : (result?.error ?? fault ?? lack(decided, driver));
      await store.attemptEnded(attempt.id, {
        state: 'failed',
        reason: `${error.class}: ${error.message}`,
        result,
        error,
        counted: true,
      });
    }
  }
}

function sightOf({ driver }: Attempt, state: ClusterState | null): DriverSight {
  if (!state) return 'unknown';
  return state.drivers.get(driver ?? '') ?? 'absent';
}

async function readResult(
  { attemptFiles }: World,
  id: string,
): Promise<{ sight: ResultSight; result: AttemptResult | null; fault: AttemptError | null }> {
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
): Promise<ClaimSight> {
  if (result !== 'none') return 'unknown';
  return (await attemptFiles.readClaim(id))?.by ?? 'none';
}

/** Nothing is decided yet: keep what can be seen of the driver, and end it when its time is over. */
async function followDriver(
  world: World,
  attempt: Attempt,
  driver: DriverSight,
  state: ClusterState | null,
): Promise<void> {
  await enforceTimeout(world, attempt);
  if (driver !== 'RUNNING' || attempt.state === 'killing') return;
  const application = attempt.application ?? (await world.attemptFiles.readApplication(attempt.id));
  const cores = state?.applications.get(application ?? '')?.cores ?? 0;
  const reason =
    stillStarting(application, cores) ?? `${String(application)} runs on ${cores} cores`;
  if (attempt.state === 'running' && reason === attempt.reason) return;
  await world.store.attemptRunning(attempt.id, application, reason);
}

function stillStarting(application: string | null, cores: number): string | null {
  if (application === null) return 'its driver has started';
  return cores === 0 ? `${application} waits for an executor` : null;
}

function summary(result: AttemptResult | null): string {
  const rows = Object.entries(result?.rows ?? {}).map(
    ([table, { written }]) => `${written.toLocaleString('en')} rows into ${table}`,
  );
  return rows.join(', ') || 'done';
}

function killed({ reason }: Attempt): AttemptError {
  return { class: 'Timeout', message: reason, retryable: true };
}

function lack(
  verdict: 'failed' | 'broken-result' | 'no-result' | 'never-ran',
  driver: DriverSight,
): AttemptError {
  const message =
    verdict === 'never-ran'
      ? `the driver ended ${driver} before it claimed its attempt`
      : `the driver ended ${driver} and left no result`;
  return { class: verdict === 'never-ran' ? 'NeverClaimed' : 'NoResult', message, retryable: true };
}
