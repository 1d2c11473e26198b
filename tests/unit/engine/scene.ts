/** One attempt in a cluster whose driver, claim, result and application a test sets; notes the calls of the step under test. */
import assert from 'node:assert/strict';
import type { Attempt } from '../../../orchestrator/model/attempt.ts';
import { TerminalError, UnreachableError } from '../../../orchestrator/model/errors.ts';
import type { AttemptResult } from '../../../orchestrator/model/result.ts';
import type { DriverSight } from '../../../orchestrator/model/verdict.ts';
import type {
  Application,
  Claim,
  Driver,
  Store,
  World,
} from '../../../orchestrator/ports/ports.ts';
import { clusterOf, testWorld, type TestWorld } from './world.ts';
import { resultWith } from '../../support/samples.ts';

const YAML = `pipeline: p
retries: { limit: 2, backoff: 10s, jitter: 0 }
stages:
  one: { job: a.py, timeout: 1h }
  two: { job: b.py, after: [one] }
`;

export const DRIVER = 'driver-1';
export const TWIN = 'driver-2';
export const APPLICATION = 'app-1';

export interface Sights {
  /** What the master shows; 'absent' if it does not know the driver. */
  driver?: Exclude<DriverSight, 'unknown'>;
  claim?: 'driver' | 'tombstone' | 'twin';
  result?: AttemptResult['status'] | 'broken';
  /** Cores of the application's executors; null if it has ended. */
  cores?: number | null;
  masterIsAway?: boolean;
}

export interface Scene {
  world: TestWorld;
  run: string;
  id: string;
  /** Effects on the cluster, HDFS and, if they are spied on, the store, in order. */
  calls: string[];
  warnings: string[];
  /** Replaces the sights. */
  see: (sights: Sights) => void;
  attempt: () => Promise<Attempt>;
  stage: (name?: string) => Promise<string | undefined>;
}

export function resultOf(
  attempt: string,
  status: AttemptResult['status'],
  over: Partial<AttemptResult> = {},
): AttemptResult {
  return resultWith({
    attempt,
    driver: DRIVER,
    application: APPLICATION,
    status,
    error:
      status === 'failed' ? { class: 'ValueError', message: 'bad row', retryable: false } : null,
    rows: { 'lake.bronze.orders': { read: 1234, written: 1234, quarantined: 0 } },
    ...over,
  });
}

/** @param submitted - whether the attempt has its driver; if not, it is an intent */
export async function openScene(
  submitted = true,
  over: Partial<World & { store: Store }> = {},
): Promise<Scene> {
  const calls: string[] = [];
  const warnings: string[] = [];
  let sights: Sights = {};
  let tombstone = false;

  const claimOf = (): Claim | null => {
    if (sights.claim === undefined) return tombstone ? { by: 'tombstone', driver: null } : null;
    if (sights.claim === 'tombstone') return { by: 'tombstone', driver: null };
    return { by: 'driver', driver: sights.claim === 'twin' ? TWIN : DRIVER };
  };
  const cluster = {
    ...clusterOf({}),
    state: async () => {
      if (sights.masterIsAway) throw new UnreachableError('the Spark master', 'it is away');
      const { driver = 'absent', cores = null } = sights;
      const shown: Driver = { id: DRIVER, state: driver, worker: 'worker-1', cores: 1, memory: 1 };
      const application: Application = { id: APPLICATION, name: 'p.one', cores: cores ?? 0 };
      return {
        ...(await clusterOf({}).state()),
        drivers: new Map(driver === 'absent' ? [] : [[DRIVER, shown]]),
        applications: new Map(cores === null ? [] : [[APPLICATION, application]]),
      };
    },
    kill: (driver: string) => Promise.resolve(void calls.push(`kill ${driver}`)),
    killApplication: (application: string) =>
      Promise.resolve(void calls.push(`kill ${application}`)),
  };
  const attemptFiles = {
    readClaim: () => Promise.resolve(claimOf()),
    takeClaim: () => {
      calls.push('take claim');
      tombstone = true;
      return Promise.resolve(claimOf());
    },
    takePublish: () => {
      calls.push('take publish claim');
      return Promise.resolve({ by: 'tombstone', driver: null });
    },
    readApplication: () => Promise.resolve(sights.cores === undefined ? null : APPLICATION),
    readResult: (attempt: string) => {
      if (sights.result === 'broken') return Promise.reject(new TerminalError('no JSON'));
      return Promise.resolve(sights.result ? resultOf(attempt, sights.result) : null);
    },
  } as unknown as World['attemptFiles'];
  const world = testWorld([YAML], {
    cluster,
    attemptFiles,
    log: {
      info: () => undefined,
      error: () => undefined,
      warn: (text) => void warnings.push(text),
    },
    ...over,
  });
  const run = await world.planned('p');

  const id = `${run}-one-1`;
  await world.store.stages.admit([{ run, name: 'one' }]);
  await world.store.attempts.intend({ id, run, stage: 'one', number: 1 });
  if (submitted)
    await world.store.attempts.submitted(id, DRIVER, 'submitted', world.clock.steady());
  return {
    world,
    run,
    id,
    calls,
    warnings,
    see: (next) => {
      sights = next;
    },
    attempt: async () => {
      const attempt = await world.store.attempts.get(id);
      assert.ok(attempt);
      return attempt;
    },
    stage: async (name = 'one') =>
      (await world.store.stages.of(run)).find((stage) => stage.name === name)?.state,
  };
}
