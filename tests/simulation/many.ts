/** Simulates many histories, and collects those with violations. */
import { simulate, type History } from './history.ts';
import type { Planted } from './world/orchestrator.ts';

export interface Summary {
  histories: number;
  runs: number;
  attempts: number;
  simulatedHours: number;
  broken: History[];
}

/** @param stopAt - the number of histories with violations after which it stops */
export async function simulateMany(
  seeds: Iterable<string>,
  options: { plant?: Planted; stopAt?: number; onProgress?: (done: number) => void } = {},
): Promise<Summary> {
  const { plant, stopAt = 1, onProgress } = options;
  const summary: Summary = { histories: 0, runs: 0, attempts: 0, simulatedHours: 0, broken: [] };
  for (const seed of seeds) {
    const history = await simulate(seed, plant);
    summary.histories += 1;
    summary.runs += history.runs;
    summary.attempts += history.attempts;
    summary.simulatedHours += history.seconds / 3600;
    if (history.violations.length > 0) summary.broken.push(history);
    onProgress?.(summary.histories);
    if (summary.broken.length >= stopAt) break;
  }
  return summary;
}

export function* seedsFrom(first: number, count: number): Generator<string> {
  for (let seed = first; seed < first + count; seed++) yield String(seed);
}
