/** Counts and times of the store's rows, for a monitor. */
export interface Measures {
  /** Runs, the ended ones included until retention removes them. */
  runs: { pipeline: string; state: string; count: number }[];
  /** Stages of runs that have not ended. */
  stages: { state: string; count: number }[];
  pipelines: PipelineMeasures[];
}

export interface PipelineMeasures {
  name: string;
  paused: boolean;
  nextSlot: Date | null;
  /** When the newest successful run ended. */
  lastSuccess: Date | null;
  /** Seconds from the start to the end of that run. */
  lastSeconds: number | null;
  /** When the oldest queued run was created. */
  oldestQueued: Date | null;
}
