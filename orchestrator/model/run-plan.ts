/** The plan of a run as data. plan/run-plan.ts makes it, the engine saves it, and `sparkwright plan` prints it. */
import type { ParamValue, SparkSettings, Stage } from './pipeline.ts';
import type { StageState } from './run.ts';
import type { SessionMode } from './session-mode.ts';

/** With `Unknown` = null, the version or release may be missing; such a plan can be shown but not saved. */
export interface RunPlan<Unknown extends null = never> extends PlanTerms<Unknown> {
  pipeline: string;
  params: Record<string, ParamValue>;
  /** Parents before children, otherwise in the order of the file. */
  stages: PlannedStage[];
}

/** The versions of the code that a run uses, and its deadline. */
export interface PlanTerms<Unknown extends null = never> {
  /** Number of the pipeline's version. */
  version: number | Unknown;
  /** Hash of the jobs tree. */
  release: string | Unknown;
  /** When the run is killed if it has not ended; null for no deadline. */
  deadline: Date | null;
}

export interface PlannedStage extends Pick<Stage, 'name' | 'job' | 'after' | 'when' | 'sources'> {
  /** The stage's first state, with the reason. */
  state: Extract<StageState, 'ready' | 'waiting'>;
  reason: string;
  /** The pool and the number of places that the stage takes, null for all; null if there is no pool. */
  pool: { name: string; takes: number | null } | null;
  session: SessionMode;
  spark: Pick<SparkSettings, 'profile' | 'driver' | 'executor'>;
}
