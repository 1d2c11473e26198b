import pRetry from 'p-retry';
import { UnreachableError } from '../model/errors.ts';
import type { Services } from '../services.ts';

/** Brings the store up to date, with retries while it is unreachable; false if interrupted. */
export async function prepared(
  { world, prepareStore }: Services,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await pRetry(prepareStore, {
      retries: Infinity,
      minTimeout: 1_000,
      maxTimeout: 15_000,
      signal,
      shouldRetry: ({ error }) => error instanceof UnreachableError,
      onFailedAttempt: ({ error, attemptNumber }) => {
        if (attemptNumber === 1 && error instanceof UnreachableError)
          world.log.warn(`${error.message}; waiting for it`);
      },
    });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
