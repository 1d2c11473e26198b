import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from './engine/ports.ts';

/** The machine's clock, and one that started with the process and no correction of the other can move. */
export function openClock(): Clock {
  const started = Date.now() - performance.now();
  return {
    now: () => new Date(),
    steady: () => new Date(started + performance.now()),
    sleep: (milliseconds, signal) =>
      wait(milliseconds, undefined, { signal }).catch(() => undefined),
  };
}
