/** An expectation that an attempt's rows were held against, and what came of it; see docs/expectations.md. */
export interface Expectation {
  /** Of the lake. */
  table: string;
  name: string;
  /** SQL or, of a suite, its arguments. */
  predicate: string;
  action: 'warn' | 'drop' | 'fail' | 'suite';
  /** Null where it is about the table as a whole. */
  rows: number | null;
  failed: number | null;
  /** The share of rows, 0 to 1, above which it fails the stage; null where it never does. */
  threshold: number | null;
  /** Whether it let the stage go on. */
  passed: boolean;
}

export type ExpectationVerdict = 'ok' | 'warned' | 'dropped' | 'tolerated' | 'failed';

const WITH_FAILED_ROWS: Record<Expectation['action'], ExpectationVerdict> = {
  warn: 'warned',
  drop: 'dropped',
  fail: 'tolerated',
  suite: 'tolerated',
};

export function verdictOf({ passed, failed, action }: Expectation): ExpectationVerdict {
  if (!passed) return 'failed';
  return failed ? WITH_FAILED_ROWS[action] : 'ok';
}

/** `1.33%`, of all rows; null where it is about the table as a whole. */
export function failedShare({ rows, failed }: Expectation): string | null {
  return rows === null || failed === null ? null : percent(failed / Math.max(rows, 1));
}

/** A share, 0 to 1, as a percentage of three digits. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))}%`;
}

/** The table that keeps the rows of a table that failed. */
export function quarantineOf(table: string): string {
  return `${table}_quarantine`;
}
