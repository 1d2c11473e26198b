/** What the run store holds of the past. Removing never touches a run that is queued, running or being killed. */
export interface RetentionStore {
  /**
   * Runs that ended before a time, oldest first, but for the newest of each pipeline, and for runs that a success has
   * triggered while that success is there (it would trigger anew).
   */
  pastRuns(before: Date, limit: number): Promise<PastRun[]>;
  /** Attempts whose runs ended before a time and of which HDFS keeps something still, oldest first. */
  pastAttempts(before: Date, holding: Holding, limit: number): Promise<PastAttempt[]>;
  /** Notes that logs, or everything, of attempts are gone from HDFS. */
  cleared(attempts: readonly string[], what: Holding): Promise<void>;
  /** Those of these attempts that the store knows. */
  known(attempts: readonly string[]): Promise<ReadonlySet<string>>;
  /** Releases of runs that go on, or that ended at or after a time and may be retried. */
  releasesInUse(since: Date): Promise<ReadonlySet<string>>;
  /** Removes runs that still are as pastRuns gave them, with all that belongs to them; returns those removed. */
  remove(runs: readonly string[], before: Date): Promise<string[]>;
}

/** `logs`: archived logs; `files`: the attempt's folder with its claim, result and logs. */
export type Holding = 'logs' | 'files';

export interface PastRun {
  id: string;
  pipeline: string;
  ended: Date;
}

export interface PastAttempt {
  id: string;
  run: string;
  /** When its run ended. */
  ended: Date;
}
