/**
 * What a run of a pipeline would do if it were started now: data, computed without side effects. What can't be asked is
 * null, with the reason beside it, and the rest is there all the same.
 */
import type { Rooms } from './rooms.ts';
import type { ParamValue, Pipeline } from '../model/pipeline.ts';
import { runParams } from '../plan/params.ts';
import { scheduleForecast, type ScheduleForecast } from './forecast-schedule.ts';
import { stageForecasts, type StageForecast } from './forecast-stages.ts';
import { known, nextWindows, type Known, type NextWindow } from './source-windows.ts';

export interface Forecast {
  pipeline: string;
  description: string;
  /** Hash that the jobs folder would be released under. */
  release: Known<string>;
  version: Known<VersionForecast>;
  params: Record<string, ParamValue>;
  /** Runs of the pipeline that have not ended. */
  active: Known<{ queued: number; running: number }>;
  concurrency: number;
  /** Why its schedule and triggers rest; null where they don't, or the pipeline is not known yet. */
  paused: Known<string | null>;
  schedule: ScheduleForecast | null;
  /** In an order in which they may run. */
  stages: StageForecast[];
  sources: NextWindow[];
}

export interface VersionForecast {
  number: number;
  /** Whether runs have used it already. */
  known: boolean;
}

export type Looked = Pick<Rooms, 'sources' | 'jobsHash'> & {
  world: Pick<
    Rooms['world'],
    'store' | 'cluster' | 'bookmarks' | 'connections' | 'clock' | 'pools'
  >;
};

/** @throws TerminalError where a parameter is unknown, missing or wrong */
export async function forecast(
  rooms: Looked,
  pipeline: Pipeline,
  given: Record<string, ParamValue>,
): Promise<Forecast> {
  const { store, clock } = rooms.world;
  const params = runParams(pipeline, given);
  const now = clock.now();
  const release = await known(rooms.jobsHash());
  const [version, active, pipelines, stages, sources] = await Promise.all([
    release.unknown === null ? known(versionOf(rooms, pipeline, release.value)) : release,
    known(store.runs.active()),
    known(store.pipelines.list()),
    stageForecasts(rooms.world, pipeline, params, now),
    nextWindows(rooms, pipeline),
  ]);
  const own = pipelines.value?.find(({ name }) => name === pipeline.name);
  return {
    pipeline: pipeline.name,
    description: pipeline.description,
    ...{ release, version, params },
    active: active.value
      ? { value: active.value.get(pipeline.name) ?? { queued: 0, running: 0 }, unknown: null }
      : active,
    concurrency: pipeline.concurrency,
    paused: pipelines.value ? { value: own?.paused ?? null, unknown: null } : pipelines,
    schedule: pipeline.schedule && scheduleForecast(pipeline.schedule, own?.nextSlot ?? null, now),
    ...{ stages, sources },
  };
}

async function versionOf(
  { world }: Looked,
  pipeline: Pipeline,
  release: string,
): Promise<VersionForecast> {
  const { known: number, newest } = await world.store.pipelines.findVersion(pipeline, release);
  return { number: number ?? newest + 1, known: number !== null };
}
