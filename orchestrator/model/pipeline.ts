/** A pipeline as its YAML file declares it, checked, with every default filled in. */
export interface Pipeline {
  name: string;
  description: string;
  /** Null where runs are started by hand alone. */
  schedule: Schedule | null;
  sources: Record<string, Source>;
  stages: Stage[];
}

export interface Schedule {
  /** Five or six fields. */
  cron: string;
  /** IANA name. */
  timezone: string;
}

/** What a stage loads from: tables of a database, each into a table of the lake, by a cursor. */
export interface Source {
  kind: 'xid';
  /** The source's table -> the lake's table. */
  tables: Record<string, string>;
}

export interface Stage {
  name: string;
  /** Path of the script within the jobs folder. */
  job: string;
  args: string[];
  params: Record<string, string | number | boolean>;
  /** Stages that must have succeeded first. */
  after: string[];
  /** Names of the pipeline's sources that this stage loads. */
  sources: string[];
  retries: RetryPolicy;
  /** Seconds from submission until the driver is killed. */
  timeout: number;
  spark: SparkSettings;
}

/** Seconds to wait before retry n (from 1) are `backoff * factor ** (n - 1)`, at most `max`. */
export interface RetryPolicy {
  limit: number;
  backoff: number;
  factor: number;
  max: number;
}

export interface SparkSettings {
  /** Name of a file `<profile>.conf` beside the cluster's `spark-defaults.conf`, or null. */
  profile: string | null;
  driver: Size;
  executor: Size & { count: number };
  /** Any further Spark properties. */
  conf: Record<string, string>;
}

export interface Size {
  cores: number;
  /** MiB, of the JVM's heap. */
  memory: number;
}

/** The pause before the next attempt, in seconds, after `failed` attempts. */
export function backoffSeconds(policy: RetryPolicy, failed: number): number {
  return Math.min(policy.max, policy.backoff * policy.factor ** (failed - 1));
}
