/** A suite of expectations that a run has generated from its data. */
export interface Suite {
  /** Relative to the jobs folder: `retail/suites/lake.silver.orders.json`. */
  path: string;
  text: string;
}

/** Suites on HDFS, for `sparkwright suites`, which copies them into the jobs folder. */
export interface Suites {
  all(): Promise<Suite[]>;
}
