/** Makes the plan of a run, as a pure function of the pipeline, the parameters and the versions of the code. */
import type { ParamValue, Pipeline, Stage } from '../model/pipeline.ts';
import type { PlannedStage, PlanTerms, RunPlan } from '../model/run-plan.ts';
import { initialState } from '../model/settle.ts';
import { parentsFirst } from './graph.ts';

/** @param params - checked parameters with defaults, from params.ts */
export function planRun(
  pipeline: Pipeline,
  params: Record<string, ParamValue>,
  terms: PlanTerms,
): RunPlan;
export function planRun(
  pipeline: Pipeline,
  params: Record<string, ParamValue>,
  terms: PlanTerms<null>,
): RunPlan<null>;
export function planRun(
  pipeline: Pipeline,
  params: Record<string, ParamValue>,
  { version, release, deadline }: PlanTerms<null>,
): RunPlan<null> {
  return {
    pipeline: pipeline.name,
    params,
    version,
    release,
    deadline,
    stages: inOrder(pipeline.stages).map(planned),
  };
}

function inOrder(stages: readonly Stage[]): Stage[] {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const after = new Map(stages.map(({ name, after }) => [name, after]));
  return parentsFirst(after).flatMap((name) => byName.get(name) ?? []);
}

function planned(stage: Stage): PlannedStage {
  const { name, job, after, when, sources, pool, places, session = 'none', spark } = stage;
  const { profile, driver, executor } = spark;
  return {
    name,
    job,
    after,
    when,
    sources,
    ...initialState(after),
    pool: pool === null ? null : { name: pool, takes: places },
    session,
    spark: { profile, driver, executor },
  };
}

/** When a run that starts now is killed if it has not ended; null for no deadline. */
export function deadlineOf({ timeout }: Pick<Pipeline, 'timeout'>, now: Date): Date | null {
  return timeout === null ? null : new Date(now.getTime() + timeout * 1000);
}
