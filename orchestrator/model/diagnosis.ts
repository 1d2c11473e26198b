/** The cause of a failed attempt. */
export interface Diagnosis {
  class: FailureClass;
  /** The line that shows the cause, copied from the result or a log. */
  evidence: string;
  /** Where the evidence comes from: `result`, `master`, `engine`, or the name of a log. */
  from: string;
  /** What a user can do about it. */
  advice: string;
  /** Whether an unchanged retry may succeed. */
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
