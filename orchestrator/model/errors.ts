import { bounded } from './shorten.ts';

/**
 * Every failure is retryable or terminal from the place where it is thrown, keeps its cause, and says what to do next.
 */
export abstract class SparkwrightError extends Error {
  /** True when the same call may succeed later without anybody changing anything. */
  abstract readonly retryable: boolean;
  /** What a person can do about it; empty when waiting is all there is to do. */
  readonly mend: string;

  constructor(message: string, options: { cause?: unknown; mend?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.mend = options.mend ?? '';
  }
}

/** Trying again, unchanged, may succeed. */
export class RetryableError extends SparkwrightError {
  readonly retryable = true;
}

/** Trying again, unchanged, fails again. */
export class TerminalError extends SparkwrightError {
  readonly retryable = false;
}

/** A part of the cluster that did not answer, or answered that it is not ready: what it knows is unknown, not absent. */
export class UnreachableError extends RetryableError {
  /** The part, in words for a person: `HDFS`, `the Spark master`, `the run store`. */
  readonly part: string;

  constructor(part: string, message: string, options: { cause?: unknown; mend?: string } = {}) {
    super(message, options);
    this.part = part;
  }
}

/** The answer to a submission was lost: there may be a driver, and only the attempt's claim can tell. */
export class AmbiguousSubmission extends RetryableError {
  constructor(url: string, cause: unknown) {
    const words = cause instanceof Error ? cause.message : String(cause);
    super(`the answer to a submission to ${new URL(url).host} was lost: ${words}`, { cause });
  }
}

/** Another orchestrator has taken the lead: what this one was about to write is not its to write any more. */
export class FencedOut extends RetryableError {
  constructor(cause?: unknown) {
    super('another orchestrator leads', { cause });
  }
}

/** The run store did not take what it was given, and will not, however often it is given: what it says is at fault. */
export class StoreRefused extends TerminalError {
  constructor(cause: unknown) {
    const words = cause instanceof Error ? cause.message : String(cause);
    super(`the run store refused it: ${bounded(words, 500)}`, { cause });
  }
}

/** One line for a log or a table: the message, then the mend. */
export function describe(error: unknown): string {
  if (error instanceof SparkwrightError && error.mend)
    return `${error.message}${/[.?!]$/.test(error.message) ? '' : '.'} ${error.mend}`;
  return error instanceof Error ? error.message : String(error);
}
