/** The engine in this process on the tests' real cluster, so that a test can stop it at any moment. */
import { readdir, readFile } from 'node:fs/promises';
import { clusterEnvironment } from '../../local/environment.ts';
import { loadPipelines } from '../../orchestrator/plan/load.ts';
import { connection } from '../../orchestrator/store/connect.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { config } from '../support/cluster.ts';
import { wire, type Wired } from './wiring.ts';

const env = clusterEnvironment(config);
const variable = (name: string) => env[name] ?? '';

/** @param folders - of jobs and of pipelines; the repository's own by default */
export async function wireReal(
  folders: { jobs?: string; pipelines?: string } = {},
): Promise<Wired> {
  const store = await connection({
    url: variable('SPARKWRIGHT_STORE_URL'),
    passwordFile: variable('SPARKWRIGHT_STORE_PASSWORD_FILE'),
  });
  await migrate(store);
  return wire({
    store,
    master: variable('SPARKWRIGHT_SPARK_MASTER_URL'),
    restUrls: [variable('SPARKWRIGHT_SPARK_REST_URLS')],
    uiUrls: [variable('SPARKWRIGHT_SPARK_UI_URLS')],
    hdfsUrls: [variable('SPARKWRIGHT_HDFS_URLS')],
    hdfs: variable('SPARKWRIGHT_HDFS_FS'),
    restSecretFile: variable('SPARKWRIGHT_SPARK_REST_SECRET_FILE'),
    profilesDir: variable('SPARKWRIGHT_SPARK_PROFILES_DIR'),
    jobsDir: folders.jobs ?? 'jobs',
    pipelines: await loadPipelines(folders.pipelines ?? 'pipelines'),
    connections: JSON.parse(variable('SPARKWRIGHT_SOURCES')) as never,
  });
}

/** Processes of this machine with all of these words in their command. */
export async function processesOf(...words: string[]): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return words.every((word) => command.includes(word)) ? [pid] : [];
    }),
  );
  return found.flat();
}

/** A process and its descendants. */
export async function familyOf(pid: number): Promise<number[]> {
  const tasks = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const children = tasks
    .split(' ')
    .map(Number)
    .filter((child) => child > 0);
  return [pid, ...(await Promise.all(children.map(familyOf))).flat()];
}

/** Whether a process runs; a zombie does not. */
export async function isThere(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return status !== '' && !/^State:\s+Z/m.test(status);
}
