import type { Evidence } from '../../../../orchestrator/model/diagnose.ts';
import type { FailureClass } from '../../../../orchestrator/model/diagnosis.ts';

/** The expected class, the title of the case, and its evidence. */
export type Case = readonly [FailureClass, string, Partial<Evidence>];

/** The evidence of a failed driver without an error or logs. */
export const NOTHING: Evidence = {
  error: null,
  killedFor: null,
  logs: [],
  driver: 'FAILED',
  workerAlive: true,
  application: 'app-20261121124748-0093',
};

/** Evidence with an error, as a driver reports it. */
export function raised(
  name: string,
  message: string,
  options: { traceback?: string; retryable?: boolean } = {},
): Partial<Evidence> {
  const traceback =
    options.traceback ?? `Traceback (most recent call last):\n${name}: ${message}\n`;
  return {
    error: { class: name, message, retryable: options.retryable ?? true, traceback },
    driver: 'FAILED',
  };
}

/** Evidence with one log. */
export function logged(name: string, ...lines: string[]): Partial<Evidence> {
  return { logs: [{ name, text: lines.join('\n') }] };
}

export const ABORTED =
  'SparkException: Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times, most recent failure: Lost task 0.3 in stage 1.0 (TID 3) (10.0.0.7 executor 3): ';
export const DISASSOCIATED = `${ABORTED}ExecutorLostFailure (executor 3 exited unrelated to the running tasks) Reason: Remote RPC client disassociated. Likely due to containers exceeding thresholds, or network issues.`;
export const NO_RESULT: Partial<Evidence> = {
  error: {
    class: 'NoResult',
    message: 'the driver ended FAILED and left no result',
    retryable: true,
  },
};

/** An error in a log that the job may have recovered from. */
export const RECOVERED = logged(
  'executor-0.stderr',
  'ERROR Executor: Exception in task 0.0',
  'java.lang.OutOfMemoryError: Java heap space',
);
