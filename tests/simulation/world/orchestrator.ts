/** An orchestrator in a history: the real engine on a machine that fails. */
import { engineSteps, runSteps, type Engine } from '../../../orchestrator/engine/engine.ts';
import type { Steps } from '../../../orchestrator/engine/loop.ts';
import type { Clock, Lease, Store, World } from '../../../orchestrator/ports/ports.ts';
import { StoreRefused } from '../../../orchestrator/model/errors.ts';
import type { Pipeline } from '../../../orchestrator/model/pipeline.ts';
import { sessionId } from '../../../orchestrator/model/session.ts';
import { withSessions } from '../../../orchestrator/sessions/cluster.ts';
import type { SimCluster } from './cluster.ts';
import { SESSION_LIMITS } from '../../support/samples.ts';
import { memoryLease } from '../../support/memory-store/memory-lease.ts';
import { memoryStore } from '../../support/memory-store/memory-store.ts';
import type { Node } from './node.ts';
import { refusing } from './refusing.ts';
import type { Universe } from './universe.ts';

const RENEW_MS = 1_000;
const PATIENCE = { starvation: 20, kill: 10 };

export interface Setup {
  universe: Universe;
  cluster: SimCluster;
  node: Node;
  pipelines: readonly Pipeline[];
  pools: Record<string, number>;
  /** A bug that a test plants in the engine. */
  plant?: Planted | undefined;
}

/** A planted bug: replaced steps, or a replaced store. */
export interface Planted {
  steps?: (steps: Steps) => Steps;
  store?: (store: Store, universe: Universe) => Store;
}

export function startOrchestrator(setup: Setup): Engine {
  const { universe, cluster, node, plant } = setup;
  const life = node.life();
  const lease = memoryLease(universe.tables, `${node.name} ${life}`, () => universe.time.now());
  const renew = () => {
    if (node.life() !== life) return;
    if (!node.paused && !universe.down.has('store')) lease.renew();
    universe.time.after(RENEW_MS, renew);
  };
  renew();
  const store = refusing(memoryStore(universe.tables, lease.fence), universe);
  const plantedStore = plant?.store?.(store, universe) ?? store;
  const files = cluster.files.port();
  const reachedStore = node.reach('store', plantedStore, life);
  const sessionFiles = node.reach('hdfs', cluster.files.sessionPort(), life);
  const clock = clockOf(universe, node, life);
  const sessions = withSessions(node.reach('master', cluster.port(), life), {
    store: reachedStore,
    files: sessionFiles,
    clock,
    limits: SESSION_LIMITS,
    patience: PATIENCE.kill,
    newId: () => sessionId(clock.now(), universe.random.float()),
  });
  const world: World = {
    store: reachedStore,
    cluster: {
      ...sessions,
      submit: (submission) => {
        cluster.submissions.set(submission.attempt, submission);
        return sessions.submit(submission);
      },
    },
    attemptFiles: node.reach('hdfs', files, life),
    bookmarks: node.reach('hdfs', files, life),
    releases: node.reach('hdfs', { deploy: () => Promise.resolve('release-1') }, life),
    arrivals: { matching: () => Promise.resolve([]) },
    clock,
    notify: () => Promise.resolve(),
    random: () => universe.random.float(),
    log: logOf(universe, node),
    probes: new Map(),
    pipelines: new Map(setup.pipelines.map((pipeline) => [pipeline.name, pipeline])),
    incomplete: () => false,
    connections: Object.fromEntries(
      setup.pipelines.map(({ name }) => [
        name,
        { url: 'jdbc:x', user: 'reader', secret: 'reader' },
      ]),
    ),
    pools: setup.pools,
    patience: PATIENCE,
    sessionFiles,
    sessionLimits: SESSION_LIMITS,
  };
  const remote = node.reach('store', lease, life);
  const reached: Lease = { leads: () => lease.leads(), hold: () => remote.hold() };
  const options = { schedules: true };
  const steps = engineSteps(options);
  const plantSteps = plant?.steps ?? ((right: Steps) => right);
  return runSteps(world, reached, options, {
    ...steps,
    handOff: plantSteps(steps.handOff),
    unhurried: plantSteps(steps.unhurried),
  });
}

function clockOf(universe: Universe, node: Node, life: number): Clock {
  const { time } = universe;
  return {
    now: () => new Date(time.now() + universe.wallOffset),
    steady: () => new Date(time.now()),
    sleep: async (milliseconds, signal) => {
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => {
          resolve();
        });
        time.after(milliseconds, resolve);
      });
      await node.here(life);
    },
  };
}

function logOf(universe: Universe, { name }: Node): World['log'] {
  const note = (words: string) => {
    universe.note(`${name}: ${words}`);
  };
  // Any error besides an outage or a refusal is a bug of the engine.
  return {
    info: note,
    warn: note,
    error: (words, fields) => {
      const { error } = (fields ?? {}) as { error?: Error };
      if (error instanceof StoreRefused) note(words);
      else universe.violate(`${name} had an unexpected error: ${words} ${error?.stack ?? ''}`);
    },
  };
}
