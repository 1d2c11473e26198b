/** An orchestrator as it runs in a history: the real engine, on a machine that fails. */
import { startEngine, type Engine, type Steps } from '../../../orchestrator/engine/engine.ts';
import type { Clock, Store, World } from '../../../orchestrator/engine/ports.ts';
import { StoreRefused } from '../../../orchestrator/model/errors.ts';
import type { Pipeline } from '../../../orchestrator/model/pipeline.ts';
import type { SimCluster } from './cluster.ts';
import { memoryLease } from './memory-lease.ts';
import { memoryStore } from './memory-store.ts';
import type { Node } from './node.ts';
import { refusing } from './refusing.ts';
import type { Universe } from './universe.ts';

const RENEW_MS = 1_000;

export interface Making {
  universe: Universe;
  cluster: SimCluster;
  node: Node;
  pipelines: readonly Pipeline[];
  pools: Record<string, number>;
  /** The engine's steps, or what a test plants among them. */
  plant?: Planted | undefined;
}

/** A bug on purpose. */
export interface Planted {
  steps?: (steps: Steps) => Steps;
  store?: (store: Store, universe: Universe) => Store;
}

export function startOrchestrator(making: Making): Engine {
  const { universe, cluster, node, plant } = making;
  const life = node.life();
  const lease = memoryLease(universe.tables, `${node.name} ${life}`, () => universe.time.now());
  const renew = () => {
    if (node.life() !== life) return;
    if (!node.paused && !universe.down.has('store')) lease.renew();
    universe.time.after(RENEW_MS, renew);
  };
  renew();
  const store = refusing(memoryStore(universe.tables, lease.fence), universe);
  const planted = plant?.store?.(store, universe) ?? store;
  const files = cluster.files.port();
  const world: World = {
    store: node.reach('store', planted, life),
    cluster: node.reach('master', cluster.port(), life),
    attemptFiles: node.reach('hdfs', files, life),
    bookmarks: node.reach('hdfs', files, life),
    releases: node.reach('hdfs', { deploy: () => Promise.resolve('release-1') }, life),
    arrivals: { matching: () => Promise.resolve([]) },
    clock: clockOf(universe, node, life),
    notify: () => Promise.resolve(),
    random: () => universe.random.float(),
    log: logOf(universe, node),
    probes: new Map(),
    pipelines: new Map(making.pipelines.map((pipeline) => [pipeline.name, pipeline])),
    connections: Object.fromEntries(
      making.pipelines.map(({ name }) => [
        name,
        { url: 'jdbc:x', user: 'reader', secret: 'reader' },
      ]),
    ),
    pools: making.pools,
    patience: { starvation: 20, kill: 10 },
  };
  const reached = node.reach(
    'store',
    { hold: () => lease.hold(), release: () => lease.release() },
    life,
  );
  return startEngine(world, reached, { schedules: true }, plant?.steps);
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
  // What is neither an outage nor a refusal is a bug of the engine's: nothing in a history may surprise it.
  return {
    info: note,
    warn: note,
    error: (words, fields) => {
      const { error } = (fields ?? {}) as { error?: Error };
      if (error instanceof StoreRefused) note(words);
      else universe.violate(`${name} was surprised: ${words} ${error?.stack ?? ''}`);
    },
  };
}
