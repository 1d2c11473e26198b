/** What a monitor wants to know of the store: counts and times, of what is there now. */
export interface Measures {
  /** Runs that the store keeps, the past ones included until retention removes them. */
  runs: { pipeline: string; state: string; count: number }[];
  /** Stages of runs that have not ended. */
  stages: { state: string; count: number }[];
  pipelines: PipelineMeasures[];
}

export interface PipelineMeasures {
  name: string;
  paused: boolean;
  nextSlot: Date | null;
  /** When the newest run that succeeded ended. */
  lastSuccess: Date | null;
  /** Seconds from the start to the end of that run. */
  lastSeconds: number | null;
  /** Since when the oldest queued run waits. */
  oldestQueued: Date | null;
}
