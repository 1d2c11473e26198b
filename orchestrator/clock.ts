import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from './ports/ports.ts';

/** The machine's clock, and a steady one that starts with the process and no clock correction moves. */
export function openClock(): Clock {
  const started = Date.now() - performance.now();
  return {
    now: () => new Date(),
    steady: () => new Date(started + performance.now()),
    sleep: (milliseconds, signal) =>
      wait(milliseconds, undefined, { signal }).catch(() => undefined),
  };
}
