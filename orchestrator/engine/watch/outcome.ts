import type { Attempt, Outcome } from '../../model/attempt.ts';
import { numberWord } from '../../model/number-word.ts';
import type { DriverSight, Verdict } from '../../model/verdict.ts';
import type { AttemptError, AttemptResult } from '../../model/result.ts';
import { bounded } from '../../model/shorten.ts';

/** The outcome of an attempt by the truth table's verdict; the cause of a kill goes before the error of the driver. */
export function outcomeOf(
  attempt: Attempt,
  verdict: Exclude<Verdict, 'wait' | 'give-up'>,
  driver: DriverSight,
  result: AttemptResult | null,
  fault: AttemptError | null,
): Outcome {
  if (verdict === 'succeeded')
    return { state: 'succeeded', reason: summary(result), result, error: null, counted: true };
  const { killing } = attempt;
  if (killing?.for === 'kill')
    return { state: 'killed', reason: killing.reason, result, error: null, counted: true };
  const error =
    killing && killing.for !== 'lost'
      ? { class: KILLED_FOR[killing.for], message: killing.reason, retryable: true }
      : (result?.error ?? fault ?? missing(verdict, driver));
  return {
    state: 'failed',
    reason: bounded(`${error.class}: ${error.message}`, REASON_LENGTH),
    result,
    error,
    counted: killing?.for !== 'starved',
  };
}

/** Characters of a reason. Lists and the history repeat it; the whole error is saved beside it. */
const REASON_LENGTH = 2_000;

const KILLED_FOR = { timeout: 'Timeout', starved: 'Starved' } as const;

function summary(result: AttemptResult | null): string {
  const rows = Object.entries(result?.rows ?? {}).map(
    ([table, { written }]) => `${numberWord(written)} rows into ${table}`,
  );
  return bounded(rows.join(', '), REASON_LENGTH) || 'done';
}

function missing(verdict: Verdict, driver: DriverSight): AttemptError {
  const ended = driver === 'absent' ? 'is not known to the master any more' : `ended ${driver}`;
  return verdict === 'never-ran'
    ? {
        class: 'NeverClaimed',
        message: `the driver ${ended} and never claimed its attempt`,
        retryable: true,
      }
    : { class: 'NoResult', message: `the driver ${ended} and left no result`, retryable: true };
}
