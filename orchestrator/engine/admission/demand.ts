/** The cores and memory that a stage of a run needs. */
import type { SparkSettings, Stage } from '../../model/pipeline.ts';
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

export async function demandOf(
  world: Pick<World, 'store'>,
  of: { pipeline: string; version: number } & MemoryScales,
  name: string,
): Promise<Demand | undefined> {
  const stage = await stageOf(world, of, name);
  return stage && withScaledMemory(stage.spark, of);
}
