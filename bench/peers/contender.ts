/** A way to run the three stages. */
export interface Contender {
  /** Runs the three stages once; returns wall seconds. @throws Error if a stage fails */
  run(): Promise<number>;
}

/** Processes that stay up between runs. */
export interface Daemon {
  /** Memory of its processes. */
  memoryMiB(): number;
  stop(): Promise<void>;
}
