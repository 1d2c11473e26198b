import pMap from 'p-map';
import { FencedOut } from '../model/errors.ts';

const CONCURRENCY = 16;

/**
 * Runs an action for each item, several at once. One item's failure does not stop the others.
 *
 * @throws AggregateError with all failures, after the last item
 * @throws FencedOut at once: another orchestrator leads
 */
export async function forEachConcurrently<T>(
  items: readonly T[],
  action: (item: T) => Promise<void>,
  concurrency = CONCURRENCY,
): Promise<void> {
  const failures: unknown[] = [];
  await pMap(
    items,
    async (item) => {
      try {
        await action(item);
      } catch (error) {
        if (error instanceof FencedOut) throw error;
        failures.push(error);
      }
    },
    { concurrency },
  );
  if (failures.length > 0) throw new AggregateError(failures, 'some failed');
}

/** The same, one item after the other. */
export async function forEachInOrder<T>(
  items: readonly T[],
  action: (item: T) => Promise<void>,
): Promise<void> {
  await forEachConcurrently(items, action, 1);
}
