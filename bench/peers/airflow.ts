/**
 * Airflow with its Spark provider: API server, scheduler with the LocalExecutor, and DAG processor, with the settings that it
 * comes with and a PostgreSQL of its own. There is no triggerer, because no task needs one.
 */
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import axios, { type AxiosInstance } from 'axios';
import { execa } from 'execa';
import { z } from 'zod';
import type { ClusterConfig } from '../../local/config.ts';
import { run } from '../../local/setup/run.ts';
import { airflowPrograms } from '../../local/setup/python-environment.ts';
import { freePort, throwawayPostgres } from '../../tests/support/postgres.ts';
import type { Contender, Daemon } from './contender.ts';
import { memoryMiB } from './process-family.ts';
import type { SparkSubmit } from './spark-submit.ts';

const SERVICES = ['api-server', 'scheduler', 'dag-processor'] as const;
const PATIENCE_MS = 180_000;
const DAG = 'three';

const token = z.object({ access_token: z.string() });
const dagRun = z.object({
  dag_run_id: z.string(),
  state: z.string(),
  queued_at: z.iso.datetime({ offset: true }),
  end_date: z.iso.datetime({ offset: true }).nullable(),
});

/** @param folder - where its files are put */
export async function startAirflow(
  config: ClusterConfig,
  spark: SparkSubmit,
  folder: string,
  report: (line: string) => void,
): Promise<Contender & Daemon> {
  const programs = await airflowPrograms(config, report);
  const port = await freePort();
  await mkdir(join(folder, 'dags'), { recursive: true });
  await copyFile(join(import.meta.dirname, 'dag.py'), join(folder, 'dags/dag.py'));
  const postgres = await throwawayPostgres();
  const database = postgres.url().replace('postgres:', 'postgresql+psycopg2:');
  const env = environment(config, spark, { programs, folder, port, database });
  const airflow = join(programs, 'airflow');
  await run("making Airflow's tables", airflow, ['db', 'migrate'], env);
  const services = SERVICES.map((name) =>
    execa(airflow, [name], {
      env,
      extendEnv: false,
      stdin: 'ignore',
      stdout: { file: join(folder, `${name}.log`) },
      stderr: 'inherit',
    }),
  );
  const stop = async () => {
    for (const service of services) service.kill('SIGTERM');
    await Promise.allSettled(services);
    await postgres.remove();
  };
  const failed = Promise.race(services).then(() => {
    throw new Error('a service of Airflow has ended');
  });
  failed.catch(() => undefined);
  try {
    const api = await Promise.race([untilReady(port), failed]);
    return {
      run: () => Promise.race([runOnce(api), failed]),
      memoryMiB: () =>
        services.reduce((sum, { pid }) => sum + (pid === undefined ? 0 : memoryMiB(pid)), 0),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function environment(
  config: ClusterConfig,
  spark: SparkSubmit,
  {
    programs,
    folder,
    port,
    database,
  }: Record<'programs' | 'folder' | 'database', string> & { port: number },
): Record<string, string> {
  const key = randomBytes(32).toString('base64url');
  return {
    ...spark.env,
    PATH: `${programs}${delimiter}${spark.env.PATH ?? ''}`,
    BENCH_JOB: spark.job,
    BENCH_PROPERTIES: spark.properties,
    AIRFLOW_HOME: folder,
    AIRFLOW_CONN_SPARK_DEFAULT: JSON.stringify({
      conn_type: 'spark',
      host: 'spark://127.0.0.1',
      port: config.ports.master,
    }),
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    AIRFLOW__CORE__EXECUTOR: 'LocalExecutor',
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'False',
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS: 'True',
    AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `http://127.0.0.1:${port}/execution/`,
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: database,
    AIRFLOW__API__HOST: '127.0.0.1',
    AIRFLOW__API__PORT: String(port),
    AIRFLOW__API_AUTH__JWT_SECRET: key,
  };
}

/** Returns once the API answers and the DAG is known. */
async function untilReady(port: number): Promise<AxiosInstance> {
  const baseURL = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      const { access_token } = token.parse((await axios.get(`${baseURL}/auth/token`)).data);
      const headers = { Authorization: `Bearer ${access_token}` };
      const api = axios.create({ baseURL: `${baseURL}/api/v2`, headers });
      await api.get(`/dags/${DAG}`);
      return api;
    } catch (error) {
      if (performance.now() > deadline)
        throw new Error(`Airflow does not know the DAG after ${PATIENCE_MS / 1000} s`, {
          cause: error,
        });
      await sleep(500);
    }
  }
}

/** Returns Airflow's own seconds, from the run's entry in the queue to its end. */
async function runOnce(api: AxiosInstance): Promise<number> {
  const started = await api.post(`/dags/${DAG}/dagRuns`, { logical_date: null });
  const { dag_run_id: id } = dagRun.parse(started.data);
  for (;;) {
    const { data } = await api.get<unknown>(`/dags/${DAG}/dagRuns/${id}`);
    const { state, queued_at: queued, end_date: ended } = dagRun.parse(data);
    if (state === 'failed') throw new Error(`Airflow's run ${id} failed`);
    if (state === 'success' && ended !== null)
      return (Date.parse(ended) - Date.parse(queued)) / 1000;
    await sleep(200);
  }
}
