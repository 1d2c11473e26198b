/** Old rows of the run store. A run that is queued, running or being killed is never removed. */
export interface RetentionStore {
  /**
   * Runs that ended before a time, oldest first. Two kinds are left out: the newest run of each pipeline, and runs triggered
   * by a success that the store still has, since the success would trigger again.
   */
  pastRuns(before: Date, limit: number): Promise<PastRun[]>;
  /** Attempts with files on HDFS whose runs ended before a time, oldest first. */
  pastAttempts(before: Date, kept: KeptFiles, limit: number): Promise<PastAttempt[]>;
  /** Records that these files of attempts are gone from HDFS. */
  cleared(attempts: readonly string[], kept: KeptFiles): Promise<void>;
  /** The ids among these that the store has. */
  known(attempts: readonly string[]): Promise<ReadonlySet<string>>;
  /** Releases of runs that have not ended, or ended at or after a time and may be retried. */
  releasesInUse(since: Date): Promise<ReadonlySet<string>>;
  /** Removes those of the runs that `pastRuns` would still return, with all their rows; returns their ids. */
  remove(runs: readonly string[], before: Date): Promise<string[]>;
}

/** `logs`: archived logs; `files`: the attempt's folder with its claim, result and logs. */
export type KeptFiles = 'logs' | 'files';

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
