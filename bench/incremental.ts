import { runRetail } from '../local/demo/run.ts';
import type { ClusterConfig } from '../local/config.ts';
import { backfill } from '../retailapp/backfill.ts';
import { connectionFrom } from '../retailapp/environment.ts';
import { median, rounded, type Bench } from './bench.ts';
import { withFreshCluster } from './home.ts';
import { costOf, type RunCost } from './run-cost.ts';

const SIZES = [10_000, 300_000, 3_000_000];
const MORE = 10_000;
const ROUNDS = 3;

/** Whether a run costs what its new rows cost, however much there is already. */
export const incremental: Bench = {
  name: 'incremental',
  about: `executor seconds and wall of a run with ${MORE.toLocaleString('en')} new orders, on top of ${SIZES.map((size) => size.toLocaleString('en')).join(', ')}`,
  async run(report) {
    const costs: RunCost[] = [];
    for (const size of SIZES) {
      const cost = await withFreshCluster(report, (config) => ofSize(config, size, report));
      costs.push(cost);
    }
    const figures = SIZES.flatMap((size, place) => {
      const { executors, wall } = costs[place] ?? { executors: NaN, wall: NaN };
      const name = size.toLocaleString('en');
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

/** The median cost of runs with so many new orders each, after a run that loads `size`. */
async function ofSize(
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
      `on top of ${size.toLocaleString('en')}, round ${round} of ${ROUNDS}: ` +
        `executors ${cost.executors.toFixed(2)} s (${stages.join(', ')}), wall ${cost.wall.toFixed(1)} s`,
    );
  }
  const of = (name: 'executors' | 'wall') => median(costs.map((cost) => cost[name]));
  return { executors: of('executors'), wall: of('wall'), stages: {} };
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
