/**
 * One history: the real engine on a simulated cluster, store and HDFS, from one seed. The same seed gives exactly the same
 * history. The idea is from FoundationDB's and TigerBeetle's deterministic simulation.
 */
import { CHAOS_MS, start, unleash } from './world/chaos.ts';
import { SimCluster } from './world/cluster.ts';
import { Files } from './world/files.ts';
import { checkEnd, watchInvariants } from './world/invariants.ts';
import { Lake } from './world/lake.ts';
import { memoryStore } from '../support/memory-store/memory-store.ts';
import { Node, type Weather } from './world/node.ts';
import { startOrchestrator, type Planted, type Setup } from './world/orchestrator.ts';
import { randomPipeline } from './world/pipelines.ts';
import { BEGINNING } from './world/time.ts';
import { Universe } from './world/universe.ts';

/** All runs must end within this time after the last fault. */
const CALM_MS = 3_600_000;

export interface History {
  seed: string;
  violations: string[];
  diary: string[];
  runs: number;
  attempts: number;
  /** Simulated time, in seconds. */
  seconds: number;
}

/** Simulates the history of a seed. @param plant - a bug to find */
export async function simulate(seed: string, plant?: Planted): Promise<History> {
  const universe = new Universe(seed);
  const lake = new Lake(universe);
  const files = new Files(universe, lake);
  const cluster = new SimCluster(universe, files, lake, universe.random.int(2, 3));
  const pipelines = Array.from({ length: universe.random.int(1, 3) }, (_, i) =>
    randomPipeline(universe, `p${i}`),
  );
  const pools = { narrow: 2 };
  watchInvariants(universe, cluster, pipelines, pools);
  const weather = weatherOf(universe);
  const setups: Setup[] = Array.from({ length: universe.random.int(1, 2) }, (_, i) => ({
    universe,
    cluster,
    pipelines,
    pools,
    plant,
    node: new Node(universe, `o${i}`, weather),
  }));
  const engines = setups.map(startOrchestrator);
  for (const { name } of pipelines)
    universe.time.after(universe.between(500, 3_000), () => void start(universe, name));
  unleash(universe, setups, engines);

  const broken = () => universe.violations.length > 0;
  await universe.time.run(broken, BEGINNING + CHAOS_MS);
  Object.assign(weather, CALM);
  const person = memoryStore(universe.tables, () => null);
  for (const { name } of pipelines) await person.pipelines.pause(name, 'the end');
  const over = () => [...universe.tables.runs.values()].every(({ ended }) => ended !== null);
  const settled = () =>
    over() &&
    [...universe.tables.sessions.values()].every(({ state }) => state === 'closed') &&
    [...cluster.drivers.values()].every(({ alive, state }) => !alive && state !== 'SUBMITTED');
  const ended = await universe.time.run(
    () => broken() || settled(),
    BEGINNING + CHAOS_MS + CALM_MS,
  );
  if (!ended) {
    for (const run of universe.tables.runs.values())
      if (run.ended === null) universe.violate(`${run.id} never ends: ${run.state}, ${run.reason}`);
    checkEnd(universe, cluster);
  } else if (!broken()) checkEnd(universe, cluster);
  for (const { node } of setups) node.crash();
  const { violations, diary, tables, time } = universe;
  return {
    seed,
    violations,
    diary,
    runs: tables.runs.size,
    attempts: tables.attempts.size,
    seconds: (time.now() - BEGINNING) / 1000,
  };
}

const CALM: Weather = { lostBefore: 0, lostAfter: 0, late: 0, twice: 0, slow: 0.02 };

function weatherOf(universe: Universe): Weather {
  const bad = universe.chance(0.6) ? universe.random.float() : 0;
  return {
    lostBefore: 0.04 * bad,
    lostAfter: 0.04 * bad,
    late: 0.1 * bad,
    twice: 0.05 * bad,
    slow: 0.1 * universe.random.float(),
  };
}
