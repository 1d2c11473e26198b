import { describe, SparkwrightError } from '../model/errors.ts';

/** A value, or the reason why it is unknown. */
export type Known<T> = { value: T; unknown: null } | { value: null; unknown: string };

/** Turns a SparkwrightError, such as an unreachable store, into a reason. Other errors are bugs and are rethrown. */
export async function known<T>(promise: Promise<T>): Promise<Known<T>> {
  try {
    return { value: await promise, unknown: null };
  } catch (error) {
    if (!(error instanceof SparkwrightError)) throw error;
    return { value: null, unknown: describe(error) };
  }
}
