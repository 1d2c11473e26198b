/**
 * Measures the cost of a retail run that loads 10,000 new orders, on top of 10,000, 300,000 and 3,000,000: executor seconds
 * and wall seconds, each the median of three runs. The ratios show whether the cost depends on the orders loaded before.
 *
 * Run: npm run bench -- incremental
 */
import { runRetail } from '../local/demo/run.ts';
import type { ClusterConfig } from '../local/config.ts';
import { backfill } from '../retailapp/backfill.ts';
import { connectionFrom } from '../retailapp/environment.ts';
import { numberWord } from '../orchestrator/terminal/words.ts';
import { median, rounded, type Bench } from './bench.ts';
import { withFreshCluster } from './fresh-cluster.ts';
import { costOf, type RunCost } from './run-cost.ts';

const SIZES = [10_000, 300_000, 3_000_000];
const MORE = 10_000;
const ROUNDS = 3;

export const incremental: Bench = {
  name: 'incremental',
  about: `executor and wall seconds of a run with ${numberWord(MORE)} new orders, on top of ${SIZES.map(numberWord).join(', ')}`,
  async run(report) {
    const costs: RunCost[] = [];
    for (const size of SIZES) {
      const cost = await withFreshCluster(report, (config) => costOnTopOf(config, size, report));
      costs.push(cost);
    }
    const figures = SIZES.flatMap((size, i) => {
      const { executors, wall } = costs[i] ?? { executors: NaN, wall: NaN };
      const name = numberWord(size);
      return [
        [`${name}, executors`, { value: rounded(executors, 2), unit: 's' }],
        [`${name}, wall`, { value: rounded(wall, 1), unit: 's' }],
      ] as const;
    });
    return {
      figures: Object.fromEntries(figures),
      ratios: {
        'executors, largest/smallest': growth(costs, 'executors'),
        'wall, largest/smallest': growth(costs, 'wall'),
      },
    };
  },
};

/** The median cost of runs with MORE new orders each, after a run that loads `size` orders. */
async function costOnTopOf(
  config: ClusterConfig,
  size: number,
  report: (line: string) => void,
): Promise<RunCost> {
  await load(config, size, size);
  await runRetail(config, new AbortController().signal);
  const costs: RunCost[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    await load(config, MORE, size + round);
    const { run } = await runRetail(config, new AbortController().signal);
    const cost = await costOf(config, run);
    costs.push(cost);
    const stages = Object.entries(cost.stages).map(([name, each]) => `${name} ${each.toFixed(2)}`);
    report(
      `on top of ${numberWord(size)}, round ${round} of ${ROUNDS}: ` +
        `executors ${cost.executors.toFixed(2)} s (${stages.join(', ')}), wall ${cost.wall.toFixed(1)} s`,
    );
  }
  const middle = (name: 'executors' | 'wall') => median(costs.map((cost) => cost[name]));
  return { executors: middle('executors'), wall: middle('wall'), stages: {} };
}

async function load(config: ClusterConfig, orders: number, seed: number): Promise<void> {
  const connection = await connectionFrom({
    SPARKWRIGHT_HOME: config.home,
    SPARKWRIGHT_POSTGRES_PORT: String(config.ports.postgres),
  });
  await backfill({ connection, orders, seed });
}

function growth(costs: readonly RunCost[], name: 'executors' | 'wall'): number {
  return rounded((costs.at(-1)?.[name] ?? NaN) / (costs[0]?.[name] ?? NaN), 2);
}
