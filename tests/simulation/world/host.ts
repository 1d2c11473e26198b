/** A simulated host: the driver of a session, with the steps of jobs/sparkwright/session/. */
import { shareOf } from '../../../orchestrator/model/session.ts';
import { bootstrap, Ended, hdfs, pass } from './driver.ts';
import type { SessionFolder } from './files.ts';
import type { SimDriver, Site } from './site.ts';

export async function runHost(cluster: Site, host: SimDriver): Promise<void> {
  try {
    const failed = await run(cluster, host);
    await pass(cluster, host, 100, 1_500);
    cluster.end(host, failed ? 'FAILED' : 'FINISHED');
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    if (host.alive) cluster.end(host, 'FAILED');
  }
}

/** @returns whether it failed */
async function run(cluster: Site, host: SimDriver): Promise<boolean> {
  const { files, universe } = cluster;
  const session = host.attempt;
  await pass(cluster, host, 300, 2_000);
  await hdfs(cluster, host);
  const held = files.take(files.claims, session, { by: 'driver', driver: host.id });
  if (held.driver !== host.id) {
    universe.note(`${host.id} lost the claim of ${session}`);
    return true;
  }
  await pass(cluster, host, 200, 1_500);
  cluster.register(host);
  await hdfs(cluster, host);
  const folder = files.session(session);
  folder.application = host.application?.id ?? '';
  const processes = new Map<string, SimDriver>();
  while (!(folder.closed && folder.assigned.size === 0)) {
    await pass(cluster, host, 50, 300);
    await hdfs(cluster, host);
    if (folder.close) folder.closed = true;
    for (const attempt of folder.assigned) step(cluster, host, { attempt, folder, processes });
  }
  return false;
}

/** Starts the process of an attempt, kills it, or records its end. */
function step(cluster: Site, host: SimDriver, { attempt, folder, processes }: Assigned): void {
  const { files, universe } = cluster;
  const known = processes.get(attempt);
  if (known === undefined && !folder.killed.has(attempt)) {
    const process = processOf(cluster, host, attempt);
    processes.set(attempt, process);
    cluster.share(process);
    void runProcess(cluster, process);
    return;
  }
  if (known?.alive) {
    if (folder.killed.has(attempt)) known.alive = false;
    return;
  }
  const code = known?.state === 'FINISHED' ? 0 : known?.state === 'FAILED' ? 1 : -9;
  universe.note(`${host.id} has seen the end of ${attempt}: ${code}`);
  files.ends.set(attempt, { code });
  folder.assigned.delete(attempt);
}

interface Assigned {
  attempt: string;
  folder: SessionFolder;
  processes: Map<string, SimDriver>;
}

/** A process that ends with its host, at the latest. */
function processOf({ submissions }: Site, host: SimDriver, attempt: string): SimDriver {
  const submission = submissions.get(attempt);
  if (!submission) throw new Error(`${attempt} was never submitted`);
  let runs = true;
  return {
    ...host,
    id: shareOf(host.id, attempt),
    attempt,
    submission,
    state: 'RUNNING',
    get alive() {
      return runs && host.alive;
    },
    set alive(value) {
      runs = value;
    },
  };
}

async function runProcess(cluster: Site, process: SimDriver): Promise<void> {
  try {
    const failed = await bootstrap(cluster, process);
    await pass(cluster, process, 100, 1_500);
    process.state = failed ? 'FAILED' : 'FINISHED';
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
  }
  process.alive = false;
}
