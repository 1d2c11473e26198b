import type { SessionMode } from './session-mode.ts';
import type { Source } from './source.ts';

/** A checked pipeline, with all defaults filled in. */
export interface Pipeline {
  name: string;
  description: string;
  owner: string | null;
  tags: string[];
  alerts: Alert[];
  /** The parameters of its runs, by name. */
  params: Record<string, Param>;
  /** Null if no schedule starts runs. */
  schedule: Schedule | null;
  /** Other triggers that start runs. */
  on: Trigger[];
  /** The most runs at once; further runs are queued. */
  concurrency: number;
  /** Among stages that wait for room, those with a higher priority go first. */
  priority: number;
  /** Seconds from the start of a run's first stage until the run is killed; null for no limit. */
  timeout: number | null;
  sources: Record<string, Source>;
  stages: Stage[];
}

/** An address that gets a POST with one line of JSON when a run ends in one of the states. */
export interface Alert {
  on: ('failed' | 'succeeded' | 'killed')[];
  webhook: string;
}

export type ParamValue = string | number | boolean;

/** A parameter of a run. If the default is null, every run must be given a value. */
export interface Param {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  default: ParamValue | null;
  description: string;
  /** The allowed values; empty if every value of the type is allowed. */
  choices: ParamValue[];
}

export interface Schedule {
  /** Five or six fields. */
  cron: string;
  /** IANA name: `Europe/Berlin`. */
  timezone: string;
  /**
   * Which slots get a run after a time without a leading orchestrator: none of the missed ones, the latest, or all.
   */
  catchup: 'none' | 'latest' | 'all';
  /** What happens to a slot that falls due while the pipeline already has as many runs as `concurrency` allows. */
  overlap: 'skip' | 'queue' | 'allow';
  /** The schedule has no slots before `start`, or at and after `end`. ISO 8601; null for no limit. */
  start: string | null;
  end: string | null;
  /** The longest delay of a run after its slot, in seconds. The delay of a given slot is always the same. */
  jitter: number;
}

/** Starts a run for every successful run of another pipeline, or for every new file on HDFS. */
export type Trigger =
  | { kind: 'pipeline'; pipeline: string }
  /** In `path`, `*` matches any characters within one name. `every` is the polling interval in seconds. */
  | { kind: 'path'; path: string; every: number };

/** The outcome of a stage's parents that lets it run, once all of them have ended. */
export type When = 'all-succeeded' | 'all-done' | 'any-failed';

export interface Stage {
  name: string;
  /** Path of the script within the jobs folder. */
  job: string;
  /** `args`, `params` and `env` may contain `{{ templates }}`: see plan/template.ts. */
  args: string[];
  params: Record<string, ParamValue>;
  /** Environment variables of the driver. The master stores and shows them, so they must not hold secrets. */
  env: Record<string, string>;
  /** Stages that must have ended first. */
  after: string[];
  when: When;
  /** Names of the pipeline's sources that this stage loads. */
  sources: string[];
  retries: RetryPolicy;
  /** Seconds from submission until the driver is killed. */
  timeout: number;
  /** Name of the pool in which it takes places; null for none. */
  pool: string | null;
  /** Number of places that it takes in its pool; null for all, so that no other stage of the pool runs beside it. */
  places: number | null;
  /** Which application its attempts get; versions that were saved before there were sessions have none. */
  session?: SessionMode;
  spark: SparkSettings;
}

/**
 * The pause before retry n (from 1) is `backoff * factor ** (n - 1)` seconds, at most `max`. A random share of the
 * pause, up to `jitter` (0 to 1), is subtracted.
 */
export interface RetryPolicy {
  limit: number;
  backoff: number;
  factor: number;
  max: number;
  jitter: number;
  /** Factor by which a retry raises the memory that ran out; 1 for no change. */
  memoryFactor: number;
}

export interface SparkSettings {
  /** Selects `<profile>.conf` beside the cluster's `spark-defaults.conf`; null for none. */
  profile: string | null;
  driver: Size;
  executor: Size & { count: number };
  /** Further Spark properties. */
  conf: Record<string, string>;
  /** Further Python files for the job: paths within the jobs folder, or URLs. */
  pyFiles: string[];
}

export interface Size {
  cores: number;
  /** Heap of the JVM in MiB. */
  memory: number;
}

/**
 * The pause before the next attempt, in seconds. See "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param failed - number of failed attempts, at least 1
 * @param random - from 0 to 1
 */
export function backoffSeconds(policy: RetryPolicy, failed: number, random: number): number {
  const pause = Math.min(policy.max, policy.backoff * policy.factor ** (failed - 1));
  return pause * (1 - policy.jitter * random);
}
