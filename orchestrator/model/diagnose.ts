/** Tells what is behind a failed attempt: the first rule that finds something decides. */
import { ADVICE, TERMINAL, UP_TO_THE_ERROR } from './advice.ts';
import type { Diagnosis, FailureClass } from './diagnosis.ts';
import {
  errorIs,
  errorSays,
  killedFor,
  logSays,
  told,
  workerGone,
  type Evidence,
  type Found,
  type Look,
} from './evidence.ts';
import { expectationFailed } from './expectation-evidence.ts';
import * as say from './failure-patterns.ts';

export type { Evidence } from './evidence.ts';

interface Rule {
  class: FailureClass;
  look: Look;
  /** Where it is not that of its class. */
  advice?: string;
}

/**
 * What the engine did itself is certain; then comes what the result says in so many words. Logs also tell of what a job
 * got over, so they count only where the result leaves it open, and there the cause before what followed from it.
 */
const RULES: readonly Rule[] = [
  { class: 'timeout', look: killedFor('timeout') },
  { class: 'starved', look: killedFor('starved') },
  { class: 'killed', look: killedFor('kill') },
  { class: 'claim-lost', look: errorIs(/^ClaimLost$/) },
  { class: 'main-moved', look: errorIs(/^MainMovedError$/) },
  { class: 'submission-lost', look: errorIs(/^SubmissionLost$/) },
  { class: 'expectation', look: expectationFailed },
  {
    class: 'python-exception',
    look: errorIs(/^(?:RefusedError|BrokenSealError)$/),
    advice: 'Do what the message says: going on without it would lose or repeat rows.',
  },

  { class: 'driver-out-of-memory', look: errorIs(/^MemoryError$/) },
  { class: 'executor-out-of-memory', look: errorSays(say.EXECUTOR_MEMORY) },
  { class: 'executor-out-of-memory', look: errorSays(/^MemoryError/) },
  { class: 'driver-out-of-memory', look: errorSays(say.DRIVER_MEMORY) },
  { class: 'hdfs-unavailable', look: errorSays(say.HDFS_AWAY) },
  { class: 'hdfs-unavailable', look: errorIs(/^UnreachableError$/) },
  { class: 'postgres-unavailable', look: errorSays(say.POSTGRES_AWAY) },
  { class: 'disk-full', look: errorSays(say.DISK_FULL) },
  { class: 'permission', look: errorSays(say.NO_PERMISSION) },
  { class: 'missing-table', look: errorSays(say.NO_TABLE) },
  { class: 'missing-file', look: errorSays(say.NO_FILE) },
  { class: 'schema-mismatch', look: errorSays(say.OTHER_COLUMNS) },
  { class: 'sql-analysis', look: errorIs(/^(?:AnalysisException|ParseException)$/) },
  { class: 'sql-analysis', look: errorSays(say.BAD_SQL) },

  { class: 'executor-out-of-memory', look: logSays('executor-', say.JAVA_MEMORY) },
  { class: 'executor-out-of-memory', look: logSays('driver.', say.EXECUTOR_MEMORY) },
  { class: 'driver-out-of-memory', look: logSays('driver.', say.DRIVER_MEMORY) },
  { class: 'disk-full', look: logSays('driver.', say.DISK_FULL) },
  { class: 'worker-lost', look: workerGone },
  { class: 'worker-lost', look: errorSays(say.WORKER_LOST) },
  { class: 'worker-lost', look: logSays('driver.', say.WORKER_LOST) },
  { class: 'executor-lost', look: errorSays(say.EXECUTOR_LOST) },
  { class: 'hdfs-unavailable', look: logSays('driver.', say.HDFS_AWAY) },
  { class: 'postgres-unavailable', look: logSays('driver.', say.POSTGRES_AWAY) },
  { class: 'permission', look: logSays('driver.', say.beforePython(say.NO_PERMISSION)) },
  { class: 'missing-file', look: logSays('driver.', say.beforePython(say.NO_FILE)) },
  { class: 'executor-lost', look: logSays('driver.', say.EXECUTOR_LOST) },

  { class: 'python-exception', look: ({ error }) => (error?.traceback ? told(error) : null) },
];

export function diagnose(evidence: Evidence): Diagnosis {
  for (const rule of RULES) {
    const found = rule.look(evidence);
    if (found) return diagnosis(rule.class, found, evidence, rule.advice);
  }
  const { error, driver } = evidence;
  const found = error ? told(error) : { evidence: `its driver is ${driver}`, from: 'master' };
  return diagnosis('unknown', found, evidence);
}

function diagnosis(
  name: FailureClass,
  found: Found,
  { error }: Evidence,
  advice = ADVICE[name],
): Diagnosis {
  const retryable = UP_TO_THE_ERROR.has(name) ? (error?.retryable ?? true) : !TERMINAL.has(name);
  return { class: name, advice, ...found, retryable };
}
