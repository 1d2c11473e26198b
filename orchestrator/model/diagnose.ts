/** Diagnoses failed attempts: the first rule that matches the evidence decides. */
import { ADVICE, TERMINAL, UP_TO_THE_ERROR } from './advice.ts';
import type { Diagnosis, FailureClass } from './diagnosis.ts';
import {
  errorIs,
  errorMatch,
  errorSays,
  killedFor,
  logSays,
  workerGone,
  type Evidence,
  type Match,
  type Matcher,
} from './evidence.ts';
import { expectationFailed } from './expectation-evidence.ts';
import * as patterns from './failure-patterns.ts';

export type { Evidence } from './evidence.ts';

interface Rule {
  class: FailureClass;
  match: Matcher;
  /** Overrides the advice of the class. */
  advice?: string;
}

/**
 * The engine's own actions are certain, so they come first, and the result's error comes next. Logs come last,
 * because they also contain errors that the job recovered from. Among logs, causes come before their consequences.
 */
const RULES: readonly Rule[] = [
  { class: 'timeout', match: killedFor('timeout') },
  { class: 'starved', match: killedFor('starved') },
  { class: 'killed', match: killedFor('kill') },
  { class: 'claim-lost', match: errorIs(/^ClaimLost$/) },
  { class: 'main-moved', match: errorIs(/^MainMovedError$/) },
  { class: 'submission-lost', match: errorIs(/^SubmissionLost$/) },
  { class: 'expectation', match: expectationFailed },
  {
    class: 'python-exception',
    match: errorIs(/^(?:RefusedError|DamagedTableError|BrokenSealError)$/),
    advice: 'Do what the message says: to continue without it would lose or repeat rows.',
  },

  { class: 'driver-out-of-memory', match: errorIs(/^MemoryError$/) },
  { class: 'executor-out-of-memory', match: errorSays(patterns.EXECUTOR_MEMORY) },
  { class: 'executor-out-of-memory', match: errorSays(/^MemoryError/) },
  { class: 'driver-out-of-memory', match: errorSays(patterns.DRIVER_MEMORY) },
  { class: 'hdfs-unavailable', match: errorSays(patterns.HDFS_AWAY) },
  { class: 'hdfs-unavailable', match: errorIs(/^UnreachableError$/) },
  { class: 'postgres-unavailable', match: errorSays(patterns.POSTGRES_AWAY) },
  { class: 'disk-full', match: errorSays(patterns.DISK_FULL) },
  { class: 'permission', match: errorSays(patterns.NO_PERMISSION) },
  { class: 'missing-table', match: errorSays(patterns.NO_TABLE) },
  { class: 'missing-file', match: errorSays(patterns.NO_FILE) },
  { class: 'schema-mismatch', match: errorSays(patterns.OTHER_COLUMNS) },
  { class: 'sql-analysis', match: errorIs(/^(?:AnalysisException|ParseException)$/) },
  { class: 'sql-analysis', match: errorSays(patterns.BAD_SQL) },

  { class: 'executor-out-of-memory', match: logSays('executor-', patterns.JAVA_MEMORY) },
  { class: 'executor-out-of-memory', match: logSays('driver.', patterns.EXECUTOR_MEMORY) },
  { class: 'driver-out-of-memory', match: logSays('driver.', patterns.DRIVER_MEMORY) },
  { class: 'disk-full', match: logSays('driver.', patterns.DISK_FULL) },
  { class: 'worker-lost', match: workerGone },
  { class: 'worker-lost', match: errorSays(patterns.WORKER_LOST) },
  { class: 'worker-lost', match: logSays('driver.', patterns.WORKER_LOST) },
  { class: 'executor-lost', match: errorSays(patterns.EXECUTOR_LOST) },
  { class: 'hdfs-unavailable', match: logSays('driver.', patterns.HDFS_AWAY) },
  { class: 'postgres-unavailable', match: logSays('driver.', patterns.POSTGRES_AWAY) },
  { class: 'permission', match: logSays('driver.', patterns.beforePython(patterns.NO_PERMISSION)) },
  { class: 'missing-file', match: logSays('driver.', patterns.beforePython(patterns.NO_FILE)) },
  { class: 'executor-lost', match: logSays('driver.', patterns.EXECUTOR_LOST) },

  {
    class: 'python-exception',
    match: ({ error }) => (error?.traceback ? errorMatch(error) : null),
  },
];

export function diagnose(evidence: Evidence): Diagnosis {
  for (const rule of RULES) {
    const match = rule.match(evidence);
    if (match) return diagnosis(rule.class, match, evidence, rule.advice);
  }
  const { error, driver } = evidence;
  const match = error ? errorMatch(error) : { evidence: `its driver is ${driver}`, from: 'master' };
  return diagnosis('unknown', match, evidence);
}

function diagnosis(
  name: FailureClass,
  match: Match,
  { error }: Evidence,
  advice = ADVICE[name],
): Diagnosis {
  const retryable = UP_TO_THE_ERROR.has(name) ? (error?.retryable ?? true) : !TERMINAL.has(name);
  return { class: name, advice, ...match, retryable };
}
