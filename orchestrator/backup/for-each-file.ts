import pMap from 'p-map';
import pRetry from 'p-retry';
import { SparkwrightError } from '../model/errors.ts';

const AT_ONCE = 4;
const TRIES = 4;

/**
 * Does the work for several files at once, and retries retryable errors. After the first failure it starts no more files,
 * waits for those in progress, and throws that failure.
 */
export async function forEachFile<T>(
  files: readonly T[],
  signal: AbortSignal,
  work: (file: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  const errors: unknown[] = [];
  await pMap(
    files,
    async (file) => {
      if (stop.aborted) return;
      try {
        await pRetry(() => work(file, stop), {
          retries: TRIES - 1,
          minTimeout: 300,
          maxTimeout: 5_000,
          signal: stop,
          shouldRetry: ({ error }) => error instanceof SparkwrightError && error.retryable,
        });
      } catch (error) {
        errors.push(error);
        failure.abort();
      }
    },
    { concurrency: AT_ONCE },
  );
  signal.throwIfAborted();
  if (errors.length > 0) throw errors[0];
}
