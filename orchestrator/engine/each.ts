import pMap from 'p-map';
import { FencedOut } from '../model/errors.ts';

/** How many things of one step go on at once. */
const AT_ONCE = 16;

/**
 * Does something about each item, several at once. One item's failure does not keep the others from their turn; the
 * failures are thrown together at the end. Who has lost the lead stops at once.
 */
export async function each<T>(
  items: readonly T[],
  action: (item: T) => Promise<void>,
  concurrency = AT_ONCE,
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
