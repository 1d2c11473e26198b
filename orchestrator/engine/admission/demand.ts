/** The cores and memory that a stage of a run needs. */
import type { SparkSettings, Stage } from '../../model/pipeline.ts';
import type { StageTurn } from '../../model/run.ts';
import { sessionWish, type SessionWish } from '../../model/session.ts';
import type { Demand, World } from '../../ports/ports.ts';

/** Factors of a stage's memory, raised after attempts that ran out of it. */
export interface MemoryScales {
  driverScale: number;
  executorScale: number;
}

/** The definition of a stage, in the pipeline version that its run was planned with. */
export async function stageOf(
  { store }: Pick<World, 'store'>,
  of: { pipeline: string; version: number },
  name: string,
): Promise<Stage | undefined> {
  const definition = await store.pipelines.definition(of.pipeline, of.version);
  return definition?.stages.find((stage) => stage.name === name);
}

export function withScaledMemory(
  spark: SparkSettings,
  { driverScale, executorScale }: MemoryScales,
): SparkSettings {
  const { driver, executor } = spark;
  return {
    ...spark,
    driver: { ...driver, memory: Math.round(driver.memory * driverScale) },
    executor: { ...executor, memory: Math.round(executor.memory * executorScale) },
  };
}

/** The session that a stage's next attempt shall share; null if it gets an application of its own. */
export async function sessionOf(
  world: Pick<World, 'store'>,
  turn: StageTurn,
): Promise<SessionWish | null> {
  const definition = await world.store.pipelines.definition(turn.pipeline, turn.version);
  const stage = definition?.stages.find(({ name }) => name === turn.name);
  if (!definition || !stage) return null;
  const { run, release } = turn;
  const spark = withScaledMemory(stage.spark, turn);
  const { owner } = definition;
  return sessionWish({ mode: stage.session ?? 'none', owner, release, run, spark });
}

export async function demandOf(
  world: Pick<World, 'store'>,
  of: { pipeline: string; version: number } & MemoryScales,
  name: string,
): Promise<Demand | undefined> {
  const stage = await stageOf(world, of, name);
  return stage && withScaledMemory(stage.spark, of);
}
