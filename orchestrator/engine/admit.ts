/** admit: a ready stage waits, with the reason in words, until the cluster has room for it. */
import type { Pipeline, Size, Stage } from '../model/pipeline.ts';
import type { Attempt } from '../model/attempt.ts';
import type { StageRun } from '../model/run.ts';
import type { ClusterState, Demand, Worker, World } from './ports.ts';
import { roomFor } from './room.ts';

export async function admit(world: World): Promise<void> {
  const { store, cluster } = world;
  const ready = await store.readyStages(world.now());
  if (ready.length === 0) return;
  const definitions = new Map((await store.activeRuns()).map((run) => [run.id, run.definition]));
  const state = await cluster.state();
  const reserved = [
    ...(await store.openAttempts()).flatMap((attempt) =>
      unregistered(attempt, state, demandOf(definitions, attempt.run, attempt.stage)),
    ),
    ...(await store.admittedStages()).flatMap((stage) =>
      parts(demandOf(definitions, stage.run, stage.name)),
    ),
  ];
  for (const [ahead, stage] of ready.entries()) {
    const demand = demandOf(definitions, stage.run, stage.name);
    if (!demand) continue;
    const room = roomFor(demand, state.workers, reserved);
    if (room === 'fits') await store.admitStage(stage.run, stage.name);
    if (room === 'never-fits') await store.failStage(stage.run, stage.name, tooLarge(demand));
    if (room === 'must-wait') await explain(world, stage, demand, state, ahead);
    // A stage that waits keeps its place: what comes after it may not take its room for ever.
    if (room !== 'never-fits') reserved.push(...parts(demand));
  }
}

/** The definition of a stage within the run that it belongs to. */
export function stageOf(definition: Pipeline | null | undefined, name: string): Stage | undefined {
  return definition?.stages.find((stage) => stage.name === name);
}

function demandOf(
  definitions: ReadonlyMap<string, Pipeline | null>,
  run: string,
  name: string,
): Demand | undefined {
  return stageOf(definitions.get(run), name)?.spark;
}

/** The parts of an attempt that the workers' free cores don't show yet. */
function unregistered(attempt: Attempt, state: ClusterState, demand: Demand | undefined): Size[] {
  if (!demand) return [];
  const driver = attempt.driver === null ? undefined : state.drivers.get(attempt.driver);
  if (driver !== 'RUNNING') return parts(demand);
  const cores = state.applications.get(attempt.application ?? '')?.cores ?? 0;
  return cores > 0 ? [] : [demand.executor];
}

function parts(demand: Demand | undefined): Size[] {
  return demand ? [demand.driver, demand.executor] : [];
}

async function explain(
  { store }: World,
  stage: StageRun,
  demand: Demand,
  { workers }: ClusterState,
  ahead: number,
): Promise<void> {
  const alive = workers.filter((worker) => worker.alive);
  const free =
    alive.length === 0 ? 'no worker is alive' : `free: ${alive.map(freeOn).join(' and ')}`;
  const queue = ahead === 0 ? '' : `; ${ahead} ahead of it`;
  await store.explainStage(stage.run, stage.name, `waits for ${words(demand)}; ${free}${queue}`);
}

function freeOn({ coresFree, memoryFree }: Worker): string {
  return size({ cores: coresFree, memory: memoryFree });
}

function tooLarge(demand: Demand): string {
  return `needs ${words(demand)}, which no placement on these workers gives; ask for less under spark, or add a worker`;
}

function words({ driver, executor }: Demand): string {
  return `a driver of ${size(driver)} and an executor of ${size(executor)}`;
}

function size({ cores, memory }: Size): string {
  return `${cores} ${cores === 1 ? 'core' : 'cores'}, ${gibibytes(memory)}`;
}

function gibibytes(mebibytes: number): string {
  return `${Number((mebibytes / 1024).toFixed(1))} GiB`;
}
