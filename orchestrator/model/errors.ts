import { bounded } from './shorten.ts';

/** An error that is retryable or terminal, keeps its cause, and has a hint. */
export abstract class SparkwrightError extends Error {
  /** Whether the same call may succeed later, unchanged. */
  abstract readonly retryable: boolean;
  /** What a user can do about it; empty if nothing but waiting helps. */
  readonly hint: string;

  constructor(message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint ?? '';
  }
}

/** An unchanged retry may succeed. */
export class RetryableError extends SparkwrightError {
  readonly retryable = true;
}

/** An unchanged retry fails again. */
export class TerminalError extends SparkwrightError {
  readonly retryable = false;
}

/** A named run, stage, file or other object does not exist. */
export class NotFound extends TerminalError {}

/** A part of the cluster did not answer, or is not ready. Its state is then unknown, which does not mean absent. */
export class UnreachableError extends RetryableError {
  /** The part's name in messages: `HDFS`, `the Spark master`, `the run store`. */
  readonly part: string;

  constructor(part: string, message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, options);
    this.part = part;
  }
}

/** The answer to a submission was lost. A driver may exist; only the attempt's claim can tell. */
export class AmbiguousSubmission extends RetryableError {
  constructor(url: string, cause: unknown) {
    const words = cause instanceof Error ? cause.message : String(cause);
    super(`the answer to a submission to ${new URL(url).host} was lost: ${words}`, { cause });
  }
}

/** Another orchestrator leads now, so this one must not write. */
export class FencedOut extends RetryableError {
  constructor(cause?: unknown) {
    super('another orchestrator leads', { cause });
  }
}

/** The run store refused a value. A retry can't help, because the value itself is wrong. */
export class StoreRefused extends TerminalError {
  constructor(cause: unknown) {
    const words = cause instanceof Error ? cause.message : String(cause);
    super(`the run store refused a value: ${bounded(words, 500)}`, { cause });
  }
}

/** One line for a log or a table: the message, then the hint. */
export function describe(error: unknown): string {
  if (error instanceof SparkwrightError && error.hint)
    return `${error.message}${/[.?!]$/.test(error.message) ? '' : '.'} ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}
