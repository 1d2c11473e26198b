/** A world for one step of the engine: a store in memory, a clock that a test moves, and parts that it gives. */
import type { Cluster, ClusterState, Store, World } from '../../../orchestrator/ports/ports.ts';
import type { Pipeline } from '../../../orchestrator/model/pipeline.ts';
import type { NewRun } from '../../../orchestrator/model/run.ts';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';
import { planRun } from '../../../orchestrator/plan/run-plan.ts';
import { SESSION_LIMITS } from '../../support/samples.ts';
import { memoryStore } from '../../support/memory-store/memory-store.ts';
import { Tables } from '../../support/memory-store/tables.ts';

export interface TestWorld extends World {
  store: Store;
  tables: Tables;
  /** Moves the clock on, by seconds. */
  pass(seconds: number): void;
  /** Queues a run of a pipeline and plans it. */
  planned(pipeline: string, over?: Partial<NewRun>): Promise<string>;
  /** Takes a ready stage to an attempt with a driver. */
  submitted(run: string, stage: string, number?: number): Promise<string>;
}

export const START = new Date('2026-03-01T12:00:00Z');

export function testWorld(
  yaml: readonly string[],
  over: Partial<World & { store: Store }> = {},
): TestWorld {
  let now = START;
  const tables = new Tables(() => now);
  const store = memoryStore(tables, () => null);
  const pipelines = new Map<string, Pipeline>(
    yaml.map((text) => parsePipeline(text, 'test.yaml')).map((each) => [each.name, each]),
  );
  let runs = 0;
  let drawn = 0;
  const silent = () => undefined;
  return {
    tables,
    store,
    pipelines,
    incomplete: () => false,
    cluster: clusterOf({}),
    clock: { now: () => now, steady: () => now, sleep: () => Promise.resolve() },
    arrivals: { matching: () => Promise.resolve([]) },
    releases: { deploy: () => Promise.resolve('release-1') },
    random: () => (drawn = (drawn + 0.37) % 1),
    log: { info: silent, warn: silent, error: silent },
    probes: new Map(),
    connections: {},
    pools: {},
    patience: { starvation: 60, kill: 30 },
    notify: () => Promise.resolve(),
    // Parts that the step under test has no business with.
    attemptFiles: undefined as never,
    sessionFiles: undefined as never,
    sessionLimits: SESSION_LIMITS,
    bookmarks: undefined as never,
    pass: (seconds) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    planned: async (name, run = {}) => {
      const definition = pipelines.get(name);
      if (!definition) throw new Error(`there is no ${name}`);
      if (!tables.pipelines.has(name)) await store.pipelines.register(name, '', null, now);
      const id = `${name}-${++runs}`;
      await store.runs.insert({
        id,
        pipeline: name,
        slot: `manual:${id}`,
        slotStart: now,
        slotEnd: now,
        params: {},
        priority: definition.priority,
        reason: 'test',
        state: 'queued',
        notBefore: null,
        ...run,
      });
      const version = await store.pipelines.version(definition, 'release-1');
      await store.runs.plan(
        id,
        planRun(definition, {}, { version, release: 'release-1', deadline: null }),
      );
      return id;
    },
    submitted: async (run, stage, number = 1) => {
      const id = `${run}-${stage}-${number}`;
      await store.stages.admit([{ run, name: stage }]);
      await store.attempts.intend({ id, run, stage, number });
      await store.attempts.submitted(id, `driver-of-${id}`, 'submitted', now);
      return id;
    },
    ...over,
  };
}

/** A cluster that shows a state, and notes what it is told to end. */
export function clusterOf(state: Partial<ClusterState>): Cluster & { ended: string[] } {
  const ended: string[] = [];
  const worker = { alive: true, cores: 3, coresFree: 3, memory: 3072, memoryFree: 3072 };
  return {
    ended,
    state: () =>
      Promise.resolve({
        workers: [
          { id: 'worker-1', ...worker },
          { id: 'worker-2', ...worker },
        ],
        drivers: new Map(),
        applications: new Map(),
        ...state,
      }),
    kill: (driver) => Promise.resolve(void ended.push(driver)),
    killApplication: (application) => Promise.resolve(void ended.push(application)),
    attemptOf: () => Promise.resolve(null),
    logs: () => Promise.resolve([]),
    submit: () => Promise.reject(new Error('nothing is submitted here')),
  };
}
