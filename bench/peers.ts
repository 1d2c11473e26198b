/**
 * Runs three stages that do next to nothing, one after the other on one cluster: by a shell script with `spark-submit`, by
 * Airflow with its Spark provider, and by Sparkwright in each session mode. They take turns; all are up the whole time. Wall
 * and CPU seconds are medians of five rounds after one that is not counted. CPU seconds are those of the whole machine:
 * services, drivers and executors included. Memory is that of an orchestrator's own processes when nothing runs, without the
 * database. Needs a quiet machine.
 *
 * Run: npm run bench -- peers
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SESSION_MODES } from '../orchestrator/model/session-mode.ts';
import { median, rounded, type Bench, type Figure } from './bench.ts';
import { withFreshCluster } from './fresh-cluster.ts';
import { startAirflow } from './peers/airflow.ts';
import type { Contender } from './peers/contender.ts';
import { machineCpuSeconds } from './peers/process-family.ts';
import { shellChain, sparkSubmit } from './peers/spark-submit.ts';
import { startSparkwright } from './peers/sparkwright.ts';

const ROUNDS = 5;

interface Cost {
  wall: number[];
  cpu: number[];
}

export const peers: Bench = {
  name: 'peers',
  about: 'wall and CPU seconds of three empty stages by spark-submit, Airflow and Sparkwright; MiB',
  run: (report) =>
    withFreshCluster(report, async (config) => {
      const folder = await mkdtemp(join(tmpdir(), 'sparkwright-bench-peers-'));
      const spark = await sparkSubmit(config, folder);
      report('starting Airflow');
      const airflow = await startAirflow(config, spark, join(folder, 'airflow'), report);
      try {
        const { daemon, ...modes } = await startSparkwright(config, join(folder, 'sparkwright'));
        try {
          const costs = await inTurns({ shell: shellChain(spark), airflow, ...modes }, report);
          const memory = { airflow: airflow.memoryMiB(), sparkwright: daemon.memoryMiB() };
          return summary(costs, memory);
        } finally {
          await daemon.stop();
        }
      } finally {
        await airflow.stop();
        await rm(folder, { recursive: true });
      }
    }),
};

const CONTENDERS = ['shell', 'airflow', ...SESSION_MODES] as const;
type Name = (typeof CONTENDERS)[number];

async function inTurns(
  contenders: Record<Name, Contender>,
  report: (line: string) => void,
): Promise<Record<Name, Cost>> {
  const none = (): Cost => ({ wall: [], cpu: [] });
  const costs = { shell: none(), airflow: none(), none: none(), run: none(), warm: none() };
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const name of CONTENDERS) {
      const before = machineCpuSeconds();
      const wall = await contenders[name].run();
      const cpu = machineCpuSeconds() - before;
      const which = round === 0 ? 'not counted' : `round ${round} of ${ROUNDS}`;
      report(`${which}: ${name} ${wall.toFixed(1)} s, CPU ${cpu.toFixed(1)} s`);
      if (round === 0) continue;
      costs[name].wall.push(wall);
      costs[name].cpu.push(cpu);
    }
  return costs;
}

function summary(costs: Record<Name, Cost>, memory: { airflow: number; sparkwright: number }) {
  const figures: Record<string, Figure> = {};
  for (const [name, { wall, cpu }] of Object.entries(costs)) {
    figures[`${name}, wall`] = { value: rounded(median(wall), 1), unit: 's' };
    figures[`${name}, CPU`] = { value: rounded(median(cpu), 1), unit: 's' };
  }
  figures['airflow, memory'] = { value: memory.airflow, unit: 'MiB' };
  figures['sparkwright, memory'] = { value: memory.sparkwright, unit: 'MiB' };
  const walls = SESSION_MODES.map((mode) => [
    `airflow/${mode}, wall`,
    rounded(median(costs.airflow.wall) / median(costs[mode].wall), 1),
  ]);
  return {
    figures,
    ratios: {
      ...(Object.fromEntries(walls) as Record<string, number>),
      'airflow/sparkwright, memory': rounded(memory.airflow / memory.sparkwright, 1),
    },
  };
}
