import pMap from 'p-map';
import pRetry from 'p-retry';
import { SparkwrightError } from '../model/errors.ts';

const AT_ONCE = 4;
const TRIES = 4;

/**
 * Does something with many files, several at once, each tried again where that may help. Throws the first failure, once
 * nothing is under way any more.
 */
export async function eachFile<T>(
  files: readonly T[],
  signal: AbortSignal,
  work: (file: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const errors: unknown[] = [];
  await pMap(
    files,
    async (file) => {
      if (stop.aborted) return;
      try {
        await pRetry(() => work(file, stop), {
          ...{ retries: TRIES - 1, minTimeout: 300, maxTimeout: 5_000, signal: stop },
          shouldRetry: ({ error }) => error instanceof SparkwrightError && error.retryable,
        });
      } catch (error) {
        errors.push(error);
        failed.abort();
      }
    },
    { concurrency: AT_ONCE },
  );
  signal.throwIfAborted();
  if (errors.length > 0) throw errors[0];
}
