import type { LogFile } from './cluster.ts';

/** Logs that the engine's step `archive` has copied to HDFS, for the commands that print logs. */
export interface ArchivedLogs {
  /** Logs of an attempt's driver and executors; empty if none are archived. @throws UnreachableError */
  of(attempt: string): Promise<LogFile[]>;
}
