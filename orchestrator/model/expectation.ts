/** An expectation that an attempt has checked, with its result; see docs/expectations.md. */
export interface Expectation {
  /** Name of the table in the lake. */
  table: string;
  name: string;
  /** SQL, or the arguments of a suite's expectation. */
  predicate: string;
  action: 'warn' | 'drop' | 'fail' | 'suite';
  /** Number of checked rows; null if the expectation is about the table as a whole. */
  rows: number | null;
  /** Number of failed rows; null like `rows`. */
  failed: number | null;
  /** The share of failed rows, 0 to 1, above which the stage fails; null if the stage never fails. */
  threshold: number | null;
  /** Whether the expectation let the stage continue. */
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

/** The share of failed rows, such as `1.33%`; null if the expectation is about the table as a whole. */
export function failedShare({ rows, failed }: Expectation): string | null {
  return rows === null || failed === null ? null : percent(failed / Math.max(rows, 1));
}

/** Formats a share, 0 to 1, as a percentage with three significant digits. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))}%`;
}

/** Name of the table that keeps a table's failed rows. */
export function quarantineOf(table: string): string {
  return `${table}_quarantine`;
}
