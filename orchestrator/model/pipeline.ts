import type { Source } from './source.ts';

/** A pipeline as its YAML file declares it, checked, with every default filled in. */
export interface Pipeline {
  name: string;
  description: string;
  owner: string | null;
  tags: string[];
  alerts: Alert[];
  /** What a run may be given, by name. */
  params: Record<string, Param>;
  /** Null where no clock starts runs. */
  schedule: Schedule | null;
  /** What else starts runs. */
  on: Trigger[];
  /** How many runs may go on at once; the others are queued. */
  concurrency: number;
  /** Of what waits for room, the higher goes first. */
  priority: number;
  /** Seconds from a run's first stage until the whole run is killed, or null. */
  timeout: number | null;
  sources: Record<string, Source>;
  stages: Stage[];
}

/** Where to POST a line of JSON about a run that ended so. */
export interface Alert {
  on: ('failed' | 'succeeded' | 'killed')[];
  webhook: string;
}

export type ParamValue = string | number | boolean;

/** A parameter of a run. A default of null means that every run has to be given one. */
export interface Param {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  default: ParamValue | null;
  description: string;
  /** The only values it may have, where there are any. */
  choices: ParamValue[];
}

export interface Schedule {
  /** Five or six fields. */
  cron: string;
  /** IANA name. */
  timezone: string;
  /**
   * What becomes of slots that fell due while nobody led: `none` are let go, of `latest` the newest becomes a run,
   * of `all` each.
   */
  catchup: 'none' | 'latest' | 'all';
  /** What becomes of a slot that falls due while runs of the pipeline go on, as many as may. */
  overlap: 'skip' | 'queue' | 'allow';
  /** ISO 8601; slots before `start` and from `end` on are none. */
  start: string | null;
  end: string | null;
  /** Runs start up to so many seconds after their slot; the same slot always as many. */
  jitter: number;
}

/** Starts a run for every success of another pipeline, or for every file that appears. */
export type Trigger =
  | { kind: 'pipeline'; pipeline: string }
  /** `*` stands for any characters within one name; looked for every so many seconds. */
  | { kind: 'path'; path: string; every: number };

/** When a stage's parents, all of which have ended, let it run. */
export type When = 'all-succeeded' | 'all-done' | 'any-failed';

export interface Stage {
  name: string;
  /** Path of the script within the jobs folder. */
  job: string;
  /** May hold `{{ templates }}`, as may `params` and `env`: see plan/template.ts. */
  args: string[];
  params: Record<string, ParamValue>;
  /** Environment of the driver. It is written down by the master and shown by it: never a secret. */
  env: Record<string, string>;
  /** Stages that must have ended first. */
  after: string[];
  when: When;
  /** Names of the pipeline's sources that this stage loads. */
  sources: string[];
  retries: RetryPolicy;
  /** Seconds from submission until the driver is killed. */
  timeout: number;
  /** The pool that it takes places of, or null. */
  pool: string | null;
  /** How many places of its pool it takes; null: all, so that nothing else of the pool runs beside it. */
  places: number | null;
  spark: SparkSettings;
}

/**
 * Seconds to wait before retry n (from 1) are `backoff * factor ** (n - 1)`, at most `max`, and of that a random part of
 * up to `jitter` (0 to 1) is left out.
 */
export interface RetryPolicy {
  limit: number;
  backoff: number;
  factor: number;
  max: number;
  jitter: number;
  /** By how much a retry after running out of memory raises the memory that ran out; 1 leaves it. */
  memoryFactor: number;
}

export interface SparkSettings {
  /** Name of a file `<profile>.conf` beside the cluster's `spark-defaults.conf`, or null. */
  profile: string | null;
  driver: Size;
  executor: Size & { count: number };
  /** Any further Spark properties. */
  conf: Record<string, string>;
  /** Further Python files for the job: paths within the jobs folder, or addresses. */
  pyFiles: string[];
}

export interface Size {
  cores: number;
  /** MiB, of the JVM's heap. */
  memory: number;
}

/**
 * The pause before the next attempt, in seconds, after `failed` attempts; "Exponential Backoff And Jitter", AWS
 * Architecture Blog, 2015.
 *
 * @param random - from 0 to 1
 */
export function backoffSeconds(policy: RetryPolicy, failed: number, random: number): number {
  const pause = Math.min(policy.max, policy.backoff * policy.factor ** (failed - 1));
  return pause * (1 - policy.jitter * random);
}
