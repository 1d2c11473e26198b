/** A simulated driver, with the steps of the bootstrap in jobs/sparkwright/. */
import type { AttemptResult } from '../../../orchestrator/model/result.ts';
import { hostOf, shareOf } from '../../../orchestrator/model/session.ts';
import type { SimDriver, Site } from './site.ts';

/** Milliseconds that a driver waits for HDFS before it fails. */
const PATIENCE = 60_000;

/** The driver's process has ended. */
export class Ended extends Error {}

export async function runDriver(cluster: Site, driver: SimDriver): Promise<void> {
  try {
    const failed = await bootstrap(cluster, driver);
    await pass(cluster, driver, 100, 1_500);
    cluster.end(driver, failed ? 'FAILED' : 'FINISHED');
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    if (driver.alive) cluster.end(driver, 'FAILED');
  }
}

/** @returns whether the process failed */
export async function bootstrap(cluster: Site, driver: SimDriver): Promise<boolean> {
  const { universe, files, lake } = cluster;
  const { attempt } = driver;
  await pass(cluster, driver, 300, 2_000);
  await hdfs(cluster, driver);
  const mine = { by: 'driver' as const, driver: driver.id };
  if (files.take(files.claims, attempt, mine).driver !== driver.id) {
    universe.note(`${driver.id} lost the claim of ${attempt}`);
    return true;
  }
  const spec = files.specs.get(attempt);
  if (!spec) return true;
  await pass(cluster, driver, 200, 1_500);
  // A process in a host shares its application.
  if (driver.application === null) cluster.register(driver);
  await hdfs(cluster, driver);
  const application = driver.application?.id ?? '';
  files.applications.set(
    attempt,
    hostOf(driver.id) === null ? application : shareOf(application, attempt),
  );
  while (driver.application?.executors.length === 0) await pass(cluster, driver, 200, 500);

  const table = driver.submission.stage.sources[0] ?? `${spec.pipeline}.${spec.stage}`;
  const base = lake.main(table);
  const rows = lake.rows();
  checkStart(cluster, driver);
  await pass(cluster, driver, 500, 8_000);
  const broken = universe.chance(0.08);
  const retryable = universe.chance(0.7);
  await hdfs(cluster, driver);
  const leave = async (result: Partial<AttemptResult>) => {
    await pass(cluster, driver, 1, 400);
    await hdfs(cluster, driver);
    files.results.set(attempt, {
      version: 1,
      attempt,
      driver: driver.id,
      application: driver.application?.id ?? null,
      status: 'succeeded',
      error: null,
      rows: {},
      snapshots: {},
      bookmark: null,
      expectations: [],
      started: '',
      ended: '',
      ...result,
    });
  };
  const fail = async (name: string, again: boolean) => {
    await leave({
      status: 'failed',
      error: { class: name, message: 'a random failure', retryable: again },
    });
    return true;
  };
  if (broken) return fail('ValueError', retryable);
  if (files.take(files.publishClaims, attempt, mine).driver !== driver.id)
    return fail('ClaimLost', false);
  await pass(cluster, driver, 1, 500);
  await hdfs(cluster, driver);
  const by = { attempt, stage: `${spec.run} ${spec.stage}`, number: spec.number };
  if (!lake.publish(table, by, base, rows)) return fail('MainMovedError', true);
  const loads = driver.submission.stage.sources.length > 0;
  await leave({
    bookmark: loads
      ? { [table]: { system_identifier: '1', kind: 'xid', tables: { rows: String(rows) } } }
      : null,
  });
  return false;
}

const startedJobs = new WeakMap<Site, Set<string>>();

/** Checks that the job of an attempt starts once, and after the stages that it waits for. */
function checkStart(cluster: Site, driver: SimDriver): void {
  const { universe } = cluster;
  const { attempt, submission } = driver;
  const known = startedJobs.get(cluster) ?? new Set<string>();
  startedJobs.set(cluster, known);
  universe.note(`${driver.id} runs ${attempt}`);
  if (known.has(attempt)) universe.violate(`the job of ${attempt} ran twice`);
  known.add(attempt);
  const row = universe.tables.attempts.get(attempt);
  if (!row) universe.violate(`the job of ${attempt} runs, but the store has no such attempt`);
  else if (row.ended && !driver.worker?.cut)
    universe.violate(`the job of ${attempt} started after the attempt had ended`);
  const { stage, run } = submission;
  if (universe.tables.runs.get(run)?.ended && !driver.worker?.cut)
    universe.violate(`the job of ${attempt} started after its run had ended`);
  if (stage.when !== 'all-succeeded') return;
  for (const parent of stage.after)
    if (universe.tables.stage(run, parent)?.state !== 'succeeded')
      universe.violate(`${attempt} runs before ${parent} has succeeded`);
}

/** Lets time pass for a driver. @throws Ended if it is killed meanwhile */
export async function pass(
  cluster: Site,
  driver: SimDriver,
  low: number,
  high: number,
): Promise<void> {
  await cluster.universe.time.wait(cluster.universe.between(low, high));
  if (!driver.alive) throw new Ended();
}

/** Waits until the driver can reach HDFS. */
export async function hdfs(cluster: Site, driver: SimDriver): Promise<void> {
  const { universe } = cluster;
  const until = universe.time.now() + PATIENCE;
  while (universe.down.has('hdfs') || driver.worker?.cut) {
    if (universe.time.now() > until) throw new Ended();
    await pass(cluster, driver, 400, 600);
  }
}
