/** The faults of a history, and the commands of people meanwhile. */
import type { Engine } from '../../../orchestrator/engine/engine.ts';
import { runId } from '../../../orchestrator/model/run.ts';
import { manualSlot } from '../../../orchestrator/plan/slot-names.ts';
import type { SimCluster } from './cluster.ts';
import { memoryStore } from '../../support/memory-store/memory-store.ts';
import { startOrchestrator, type Setup } from './orchestrator.ts';
import type { Part, Universe } from './universe.ts';

/** Faults happen during this time; after it, all runs must end. */
export const CHAOS_MS = 150_000;

export function unleash(universe: Universe, setups: readonly Setup[], engines: Engine[]): void {
  const { random } = universe;
  const [setup] = setups;
  if (!setup) return;
  const { cluster } = setup;
  const disasters = disastersOf(universe, cluster, setups, engines);
  const severity = random.int(0, 12);
  for (let i = 0; i < severity; i++) {
    const disaster = universe.pick(disasters);
    universe.time.after(universe.between(0, CHAOS_MS), () => disaster?.());
  }
  const commands = people(universe, setup);
  for (let i = random.int(1, 6); i > 0; i--)
    universe.time.after(universe.between(0, CHAOS_MS), () => void universe.pick(commands)?.());
}

function disastersOf(
  universe: Universe,
  cluster: SimCluster,
  setups: readonly Setup[],
  engines: Engine[],
): (() => void)[] {
  const { time } = universe;
  const away = (part: Part) => () => {
    const milliseconds = universe.between(500, 25_000);
    universe.note(`${part} is away for ${milliseconds} ms`);
    universe.down.add(part);
    time.after(milliseconds, () => {
      universe.down.delete(part);
      cluster.place();
    });
  };
  const crash = () => {
    const setup = universe.pick(setups);
    if (!setup) return;
    universe.note(`${setup.node.name} crashes`);
    setup.node.crash();
    const life = setup.node.life();
    time.after(universe.between(100, 20_000), () => {
      if (setup.node.life() === life) engines[setups.indexOf(setup)] = startOrchestrator(setup);
    });
  };
  return [
    away('store'),
    away('hdfs'),
    away('master'),
    crash,
    crash,
    () => {
      const node = universe.pick(setups)?.node;
      universe.note(`${String(node?.name)} pauses`);
      node?.pause(universe.between(1_000, 20_000));
    },
    () => {
      const worker = universe.pick(cluster.workers);
      if (!worker?.alive) return;
      universe.note(`${worker.id} crashes`);
      cluster.crashWorker(worker);
      time.after(universe.between(2_000, 20_000), () => {
        worker.alive = true;
        cluster.place();
      });
    },
    () => {
      const worker = universe.pick(cluster.workers);
      if (!worker || worker.cut) return;
      universe.note(`${worker.id} is cut off`);
      cluster.cutWorker(worker, universe.between(1_000, 40_000));
    },
    () => {
      const driver = universe.pick([...cluster.drivers.values()].filter(({ alive }) => alive));
      if (!driver) return;
      universe.note(`${driver.id} is killed from outside`);
      cluster.end(driver, 'FAILED');
    },
    () => {
      const process = universe.pick(cluster.shares.filter(({ alive }) => alive));
      if (!process) return;
      universe.note(`the process of ${process.attempt} is killed from outside`);
      process.alive = false;
    },
    () => {
      universe.wallOffset += universe.between(-600_000, 600_000);
      universe.note(`the clock jumps: ${universe.wallOffset} ms`);
    },
    () => {
      cluster.addStranger(
        { cores: universe.random.int(1, 3), memory: 512 },
        universe.between(1_000, 60_000),
      );
    },
  ];
}

function people(universe: Universe, { pipelines }: Setup): (() => Promise<unknown>)[] {
  const store = memoryStore(universe.tables, () => null);
  const any = (ended: boolean) =>
    universe.pick(
      [...universe.tables.runs.values()].filter((run) => (run.ended !== null) === ended),
    );
  return [
    () => start(universe, universe.pick(pipelines)?.name ?? ''),
    async () => {
      const run = any(false);
      if (run && (await store.runs.kill(run.id, 'a person killed it', 'killed')))
        universe.note(`a person kills ${run.id}`);
    },
    async () => {
      const run = any(true);
      if (run && (await store.runs.retry(run.id, null, 'a person tries it again')))
        universe.note(`a person retries ${run.id}`);
    },
  ];
}

/** Queues a manual run. */
export async function start(universe: Universe, pipeline: string): Promise<void> {
  const now = new Date(universe.time.now());
  const id = runId(pipeline, now, universe.random.float());
  await memoryStore(universe.tables, () => null).runs.insert({
    id,
    pipeline,
    slot: manualSlot(id),
    slotStart: now,
    slotEnd: now,
    params: {},
    priority: 0,
    reason: 'by hand',
    state: 'queued',
    notBefore: null,
  });
}
