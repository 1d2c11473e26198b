/** One run of the retail pipeline, by the command that a user types. */
import { execa } from 'execa';
import type { ClusterConfig } from '../config.ts';
import { clusterEnvironment } from '../environment.ts';
import { connection, Database } from '../../orchestrator/store/connect.ts';
import { openStore } from '../../orchestrator/store/store.ts';

export interface RunReport {
  run: string;
  /** Wall time of the command, in seconds. */
  seconds: number;
  /** Rows that its ingestion read from the database. */
  read: { orders: number; history: number };
}

/** @throws Error when the run does not succeed; its stages have been shown by then. */
export async function runRetail(config: ClusterConfig, signal: AbortSignal): Promise<RunReport> {
  const began = performance.now();
  const args = ['local/first.mjs', 'orchestrator/main.ts', 'orchestrate', '--once', 'retail'];
  const { exitCode, stdout } = await execa('node', args, {
    cwd: config.root,
    env: {
      ...clusterEnvironment(config),
      // The output goes through a pipe as well, which would cost it its colours.
      ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
    },
    stdout: ['inherit', 'pipe'],
    stderr: 'inherit',
    cancelSignal: signal,
    reject: false,
  });
  signal.throwIfAborted();
  const run = /(retail-\d{8}-\d{6}-\w+) /.exec(stdout)?.[1];
  if (exitCode !== 0 || run === undefined) throw new Error(`the run of retail failed: see above`);
  const seconds = (performance.now() - began) / 1000;
  return { run, seconds, read: await rowsRead(config, run) };
}

async function rowsRead(config: ClusterConfig, run: string): Promise<RunReport['read']> {
  const env = clusterEnvironment(config);
  const database = new Database(
    await connection({
      url: env.SPARKWRIGHT_STORE_URL ?? '',
      passwordFile: env.SPARKWRIGHT_STORE_PASSWORD_FILE ?? '',
    }),
  );
  try {
    const attempts = await openStore(database).attempts.of(run);
    const rows = attempts.findLast(({ stage }) => stage === 'ingest')?.result?.rows ?? {};
    return {
      orders: rows['lake.bronze.orders']?.read ?? 0,
      history: rows['lake.bronze.ordershistory']?.read ?? 0,
    };
  } finally {
    await database.close();
  }
}
