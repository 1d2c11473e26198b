/** The demo's output. */
import pc from '../../orchestrator/terminal/colors.ts';
import { table } from '../../orchestrator/terminal/table.ts';
import { numberWord } from '../../orchestrator/terminal/words.ts';
import type { ClusterConfig } from '../config.ts';
import { databaseRows, GOLD_TABLES, goldRows, type Rows } from './gold.ts';
import type { RunReport } from './run.ts';

export function heading(text: string): void {
  console.log(`\n${pc.bold(pc.cyan(text))}`);
}

/** Prints the rows that each run read beside the rows it should have read; false if they differ. */
export function showReads(runs: readonly (RunReport & { unread: RunReport['read'] })[]): boolean {
  const numbers = ['orders: new', 'read', 'changes: new', 'read', 'seconds'];
  const rows = runs.map(({ run, read, unread, seconds }) => [
    run,
    ...[unread.orders, read.orders, unread.history, read.history].map(numberWord),
    seconds.toFixed(1),
  ]);
  console.log(table(['run', ...numbers.map((right) => ({ right }))], rows, 'no runs'));
  return runs.every(
    ({ read, unread }) => read.orders === unread.orders && read.history === unread.history,
  );
}

/** Prints the gold table, and whether both gold tables match the database; false if not. */
export async function showGold(config: ClusterConfig): Promise<boolean> {
  const [header = [], ...branches] = await goldRows(config, 'delivery_by_branch');
  const [branch = '', ...numbers] = header;
  console.log(table([branch, ...numbers.map((right) => ({ right }))], branches, 'no rows'));
  const checks = await Promise.all(
    GOLD_TABLES.map(async (name) => {
      const [, ...gold] = await goldRows(config, name);
      return {
        name,
        rows: gold.length,
        different: differences(gold, await databaseRows(config, name)),
      };
    }),
  );
  for (const { name, rows, different } of checks)
    console.log(
      different === 0
        ? pc.green(`${name}: all ${rows} rows are what SQL in Postgres says, to the last digit`)
        : pc.red(`${name}: ${different} rows differ from what SQL in Postgres says`),
    );
  return checks.every(({ different }) => different === 0);
}

function differences(left: Rows, right: Rows): number {
  const rows = new Set(right.map((row) => JSON.stringify(row)));
  const missing = left.filter((row) => !rows.has(JSON.stringify(row))).length;
  return Math.max(missing, Math.abs(left.length - right.length));
}

export function showWayOn({ ports }: ClusterConfig, stays: boolean): void {
  heading('How to go on');
  const first = stays ? [] : [['npm run up', 'the cluster again, with the data of this demo']];
  const lines = [
    ...first,
    ['npm run retail', 'the shop at work: new orders, live'],
    ['npm run orchestrate', 'the scheduler: a run every two minutes; Ctrl-C ends it'],
    ['npm run status', 'the parts of the cluster'],
    ['npm run down', 'stops the cluster; the data stays'],
  ];
  for (const [command = '', does = ''] of lines) console.log(`  ${command.padEnd(22)}${does}`);
  console.log(`\n  Pages, while the cluster is up:`);
  for (const [name, port] of [
    ['Dashboard', ports.dashboard],
    ['Spark master', ports.masterUi],
    ['Spark history', ports.history],
    ['HDFS', ports.namenodeHttp],
  ] as const)
    console.log(`  ${name.padEnd(22)}http://127.0.0.1:${port}`);
}
