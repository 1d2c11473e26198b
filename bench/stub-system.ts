/** An orchestrator in a process of its own, with a real PostgreSQL and a stub of the cluster. */
import { execa } from 'execa';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../orchestrator/ports/ports.ts';
import { parsePipeline } from '../orchestrator/plan/load.ts';
import { Database } from '../orchestrator/store/connect.ts';
import { migrate } from '../orchestrator/store/migrate.ts';
import { openStore } from '../orchestrator/store/store.ts';
import { fakeCluster } from '../tests/fakes/cluster.ts';
import { freePort, throwawayPostgres } from '../tests/support/postgres.ts';

const YAML = `pipeline: three
concurrency: 64
stages:
  first: { job: job.py }
  second: { job: job.py, after: [first] }
  third: { job: job.py, after: [second] }
`;

export const THREE_STAGES = parsePipeline(YAML, 'three.yaml');

export interface StubSystem {
  store: Store;
  database: Database;
  /** Peak resident memory of the orchestrator's process. */
  peakMiB(): Promise<number>;
  stop(): Promise<void>;
}

export async function startStubSystem(): Promise<StubSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-bench-'));
  const postgres = await throwawayPostgres();
  const cluster = await fakeCluster({
    // Large enough for all drivers at once: no run waits for the cluster.
    workers: [{ cores: 100_000, memory: 100_000_000 }],
    retainedDrivers: 50,
  });
  await migrate({ connectionString: postgres.url() });
  const database = new Database({ connectionString: postgres.url() });
  for (const name of ['jobs', 'pipelines', 'conf']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'jobs/job.py'), '');
  await writeFile(join(folder, 'conf/spark-defaults.conf'), '');
  await writeFile(join(folder, 'key'), 'c'.repeat(43));
  await writeFile(join(folder, 'password'), new URL(postgres.url()).password);
  await writeFile(join(folder, 'pipelines/three.yaml'), YAML);
  const port = await freePort();
  const child = execa('node', ['local/first.mjs', 'orchestrator/main.ts', 'orchestrate'], {
    reject: false,
    all: true,
    env: {
      ...cluster.environment,
      SPARKWRIGHT_HOME: folder,
      SPARKWRIGHT_STORE_URL: postgres.url().replace(/:[^:@/]*@/, '@'),
      SPARKWRIGHT_STORE_PASSWORD_FILE: join(folder, 'password'),
      SPARKWRIGHT_SPARK_REST_SECRET_FILE: join(folder, 'key'),
      SPARKWRIGHT_SPARK_PROFILES_DIR: join(folder, 'conf'),
      SPARKWRIGHT_PIPELINES_DIR: join(folder, 'pipelines'),
      SPARKWRIGHT_JOBS_DIR: join(folder, 'jobs'),
      SPARKWRIGHT_LISTEN: `127.0.0.1:${port}`,
      SPARKWRIGHT_CALLBACK_URL: `http://127.0.0.1:${port}`,
      SPARKWRIGHT_LOG_LEVEL: 'warn',
    },
  });
  return {
    store: openStore(database),
    database,
    peakMiB: async () => {
      const status = await readFile(`/proc/${String(child.pid)}/status`, 'utf8');
      return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
    },
    stop: async () => {
      child.kill('SIGINT');
      const { all } = await child;
      if (all) process.stderr.write(`${all}\n`);
      await database.close();
      await cluster.close();
      await postgres.remove();
      await rm(folder, { recursive: true });
    },
  };
}
