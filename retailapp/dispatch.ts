import { setTimeout as sleep } from 'node:timers/promises';
import type TinyQueue from 'tinyqueue';
import type { Clock } from './clock.ts';
import type { Errand } from './errands.ts';

const longestNap = 20;

/**
 * Runs every errand when its time has come, the earliest first, until none is left or the signal ends it; errands may
 * be added meanwhile. What runs is awaited at the end, too.
 * @param lanes how many run at once at most.
 * @throws what the first `run` that fails throws, after the others have ended.
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
      // Short naps, because an errand that runs may add one that comes before all others.
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
