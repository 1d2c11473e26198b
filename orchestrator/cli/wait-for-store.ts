import pRetry from 'p-retry';
import { UnreachableError } from '../model/errors.ts';
import type { Rooms } from './rooms.ts';

/** Brings the store up to date, waiting for it with backoff while it is away; false when interrupted. */
export async function prepared(
  { world, prepareStore }: Rooms,
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
          world.log.warn(`${error.message}; waiting for it, and trying again`);
      },
    });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
