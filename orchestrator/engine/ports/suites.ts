/** A suite of expectations that a run has made of its data. */
export interface Suite {
  /** Within the jobs folder: `retail/suites/lake.silver.orders.json`. */
  path: string;
  text: string;
}

/** Suites that wait on HDFS until somebody takes them into the jobs folder. */
export interface Suites {
  all(): Promise<Suite[]>;
}
