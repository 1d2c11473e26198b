/**
 * Previews a run: the plan that the engine would save now, with the state of the cluster, the schedule and the sources.
 * It has no side effects. Unknown values are null and come with the reason.
 */
import type { Store, World } from '../ports/ports.ts';
import type { Sources } from '../ports/source-windows.ts';
import type { ParamValue, Pipeline } from '../model/pipeline.ts';
import type { RunPlan } from '../model/run-plan.ts';
import { runParams } from '../plan/params.ts';
import { deadlineOf, planRun } from '../plan/run-plan.ts';
import { known, type Known } from './known.ts';
import { previewSchedule, type SchedulePreview } from './schedule.ts';
import { nextWindows, type NextWindow } from './source-windows.ts';
import { previewStages, type StagePreview } from './stages.ts';

/** The plan of the run, with more details of `stages`, `release` and `version`. */
export interface RunPreview extends Omit<RunPlan<null>, 'stages' | keyof VersionAndRelease> {
  description: string;
  /** Release hash of the jobs folder as it is now. */
  release: Known<string>;
  version: Known<VersionPreview>;
  /** Runs of the pipeline that have not ended. */
  active: Known<{ queued: number; running: number }>;
  concurrency: number;
  /** Why schedule and triggers are paused; null if they are not, or if the store does not know the pipeline. */
  paused: Known<string | null>;
  schedule: SchedulePreview | null;
  stages: StagePreview[];
  sources: NextWindow[];
}

type VersionAndRelease = Pick<RunPlan, 'version' | 'release'>;

export interface VersionPreview {
  number: number;
  /** Whether the store already has this version. */
  known: boolean;
}

export interface PreviewParts {
  world: Pick<
    World,
    'cluster' | 'bookmarks' | 'connections' | 'clock' | 'pools' | 'sessionLimits'
  > & { store: Store };
  sources: Sources;
  /** The release hash of the jobs folder as it is now. */
  jobsHash: () => Promise<string>;
}

/**
 * @param values - parameters of the run, by name
 * @throws TerminalError if a parameter is unknown, missing or invalid
 */
export async function previewRun(
  parts: PreviewParts,
  pipeline: Pipeline,
  values: Record<string, ParamValue>,
): Promise<RunPreview> {
  const { store, clock } = parts.world;
  const params = runParams(pipeline, values);
  const now = clock.now();
  const release = await known(parts.jobsHash());
  const [version, active, pipelines, sources] = await Promise.all([
    release.unknown === null ? known(versionOf(store, pipeline, release.value)) : release,
    known(store.runs.active()),
    known(store.pipelines.list()),
    nextWindows(parts, pipeline),
  ]);
  const plan = planRun(pipeline, params, {
    version: version.value?.number ?? null,
    release: release.value,
    deadline: deadlineOf(pipeline, now),
  });
  const own = pipelines.value?.find(({ name }) => name === pipeline.name);
  return {
    pipeline: plan.pipeline,
    description: pipeline.description,
    release,
    version,
    params: plan.params,
    deadline: plan.deadline,
    active: active.value
      ? { value: active.value.get(pipeline.name) ?? { queued: 0, running: 0 }, unknown: null }
      : active,
    concurrency: pipeline.concurrency,
    paused: pipelines.value ? { value: own?.paused ?? null, unknown: null } : pipelines,
    schedule: pipeline.schedule && previewSchedule(pipeline.schedule, own?.nextSlot ?? null, now),
    stages: await previewStages(parts.world, pipeline, plan, now),
    sources,
  };
}

async function versionOf(
  store: Store,
  pipeline: Pipeline,
  release: string,
): Promise<VersionPreview> {
  const { known: number, newest } = await store.pipelines.findVersion(pipeline, release);
  return { number: number ?? newest + 1, known: number !== null };
}
