/** What a stage of a run asks of the cluster. */
import type { Pipeline, SparkSettings, Stage } from '../model/pipeline.ts';
import type { Demand, World } from './ports.ts';

/** What a stage's memory is multiplied by, since earlier attempts ran out of it. */
export interface Scales {
  driverScale: number;
  executorScale: number;
}

/** The definition of a stage, in the version of its pipeline that its run keeps. */
export async function stageOf(
  { store }: Pick<World, 'store'>,
  of: { pipeline: string; version: number },
  name: string,
): Promise<Stage | undefined> {
  return find(await store.pipelines.definition(of.pipeline, of.version), name);
}

function find(definition: Pipeline | null, name: string): Stage | undefined {
  return definition?.stages.find((stage) => stage.name === name);
}

/** The settings of a stage with its memory scaled. */
export function scaled(
  spark: SparkSettings,
  { driverScale, executorScale }: Scales,
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
  of: { pipeline: string; version: number } & Scales,
  name: string,
): Promise<Demand | undefined> {
  const stage = await stageOf(world, of, name);
  return stage && scaled(stage.spark, of);
}
