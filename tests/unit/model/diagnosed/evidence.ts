import type { Evidence } from '../../../../orchestrator/model/diagnose.ts';
import type { FailureClass } from '../../../../orchestrator/model/diagnosis.ts';

/** What is to be told, when, and by what evidence. */
export type Case = readonly [FailureClass, string, Partial<Evidence>];

/** The evidence of a failed driver that left no word. */
export const NOTHING: Evidence = {
  error: null,
  killedFor: null,
  logs: [],
  driver: 'FAILED',
  workerAlive: true,
  application: 'app-20261121124748-0093',
};

/** An error as a driver leaves it. */
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

/** Lines of a log of this name. */
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

/** What a log tells of an error that the job may have got over. */
export const RECOVERED = logged(
  'executor-0.stderr',
  'ERROR Executor: Exception in task 0.0',
  'java.lang.OutOfMemoryError: Java heap space',
);
