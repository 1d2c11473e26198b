import { setTimeout as sleep } from 'node:timers/promises';
import type TinyQueue from 'tinyqueue';
import type { Clock } from './clock.ts';
import type { Errand } from './errands.ts';

const longestNap = 20;

/**
 * Runs every errand at its time, the earliest first, until none is left or the signal aborts. Errands may be added
 * meanwhile. Waits for running errands at the end.
 * @param lanes limit of errands at the same time.
 * @throws the error of the first `run` that fails, after the others have ended.
 */
export async function dispatch(
  errands: TinyQueue<Errand>,
  clock: Clock,
  lanes: number,
  run: (errand: Errand) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  while (!signal?.aborted && failures.length === 0 && errands.length + running.size > 0) {
    const next = errands.peek();
    const wait = next ? clock.until(next.next.changedAt) : longestNap;
    if (!next || wait > 0 || running.size >= lanes) {
      // Short pauses, because a running errand may add an earlier one.
      await Promise.race([...running, sleep(Math.min(Math.max(wait, 1), longestNap))]);
      continue;
    }
    errands.pop();
    const one = run(next)
      .catch((error: unknown) => failures.push(error))
      .then(() => void running.delete(one));
    running.add(one);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}
