/** What was found to be behind a failed attempt. */
export interface Diagnosis {
  class: FailureClass;
  /** The line that it was told by, as it stands in the result or in a log. */
  evidence: string;
  /** Where the evidence was found: `result`, `master`, `engine`, or the name of a log. */
  from: string;
  /** What to do about it. */
  advice: string;
  /** Whether trying again, unchanged, may succeed. */
  retryable: boolean;
}

export type FailureClass =
  | 'driver-out-of-memory'
  | 'executor-out-of-memory'
  | 'executor-lost'
  | 'worker-lost'
  | 'disk-full'
  | 'missing-file'
  | 'missing-table'
  | 'schema-mismatch'
  | 'sql-analysis'
  | 'permission'
  | 'hdfs-unavailable'
  | 'postgres-unavailable'
  | 'claim-lost'
  | 'main-moved'
  | 'timeout'
  | 'starved'
  | 'killed'
  | 'submission-lost'
  | 'expectation'
  | 'python-exception'
  | 'unknown';
