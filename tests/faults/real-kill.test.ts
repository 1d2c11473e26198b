import assert from 'node:assert/strict';
import { startRun } from '../../orchestrator/cli/start-run.ts';
import { killService, startService } from '../../local/cluster.ts';
import { config, useCluster } from '../support/cluster.ts';
import { addOrders, assertLoaded, attemptFiles, hdfs, master } from '../support/lake.ts';
import { jobsWith, loadAlone, manualPipelines } from '../support/variants.ts';
import { ended } from './ended.ts';
import { familyOf, isThere, processesOf, wireReal } from './real.ts';
import { until } from '../support/until.ts';

/** A job that starts processes outside its process group, and hangs. */
const sleepers = `
import subprocess, time
subprocess.Popen(["sleep", "98761"])
subprocess.Popen(["sleep", "98761"], start_new_session=True)
subprocess.run(["sh", "-c", "(setsid sleep 98761 > /dev/null 2>&1 &) &"], check=True)
time.sleep(600)`;

describe('drivers that are killed or cut off, on a real cluster', function () {
  this.timeout(600_000);
  useCluster();

  it('once a run counts as killed, JVM, Python, their children and the application are gone', async () => {
    await addOrders(50);
    const wired = await wireReal({
      jobs: await jobsWith('retail/ingest.py', sleepers),
      pipelines: await manualPipelines(),
    });
    const retail = wired.world.pipelines.get('retail');
    assert.ok(retail);
    const engine = wired.start();
    const { id } = await startRun(wired.world, retail, {});
    const attempt = await until(async () => {
      const [first] = await wired.store.attempts.of(id);
      return first?.application && /runs on \d+ cores/.test(first.reason) ? first : null;
    });
    const python = Number(
      /"pid": ?(\d+)/.exec(await hdfs.read(`/sparkwright/attempts/${attempt.id}/claim.json`))?.[1],
    );
    const jvms = await processesOf('java', `/sparkwright/attempts/${attempt.id}/spec.json`);
    const executors = await processesOf('java', attempt.application ?? '?');
    assert.ok(await isThere(python));
    assert.ok(jvms.length > 0 && executors.length > 0);
    const children = await until(threeSleepers);

    await wired.store.runs.kill(id, 'the test is over', 'killed');
    const run = await ended(wired.store, id);
    assert.deepEqual([run.state, run.reason], ['killed', 'the test is over']);
    for (const pid of [python, ...jvms, ...children])
      assert.equal(await isThere(pid), false, String(pid));
    const page = await master();
    assert.equal(page.completeddrivers.find((each) => each.id === attempt.driver)?.state, 'KILLED');
    assert.equal(
      page.activeapps.some((each) => each.id === attempt.application),
      false,
    );

    // The kernel kills a JVM that takes too much memory, without its shutdown hooks.
    const { id: next } = await startRun(wired.world, retail, {});
    const left = await until(threeSleepers);
    const [last] = await wired.store.attempts.of(next);
    for (const pid of await processesOf('java', `/sparkwright/attempts/${last?.id}/spec.json`))
      process.kill(pid, 'SIGKILL');
    await until(async () => (await Promise.all(left.map(isThere))).every((there) => !there));
    await wired.store.runs.kill(next, 'the test is over', 'killed');
    await ended(wired.store, next);
    await engine.stop();
    await wired.close();
  });

  it('a driver that was cut off and comes back after its successor can publish nothing', async () => {
    await addOrders(120);
    const wired = await wireReal({ pipelines: await manualPipelines(loadAlone) });
    const retail = wired.world.pipelines.get('retail');
    assert.ok(retail);
    const engine = wired.start();
    const { id } = await startRun(wired.world, retail, {});
    const first = await until(async () => {
      const [attempt] = await wired.store.attempts.of(id);
      return attempt?.application ? attempt : null;
    });

    // A stopped driver on a dead worker looks lost.
    const [jvm] = await processesOf('java', `/sparkwright/attempts/${first.id}/spec.json`);
    assert.ok(jvm);
    const zombie = await familyOf(jvm);
    for (const pid of zombie) process.kill(pid, 'SIGSTOP');
    const worker = await workerOf(first.driver);
    const service = await serviceOf(worker);
    await killService(config, service);
    await startService(config, service);

    const run = await ended(wired.store, id);
    assert.equal(run.state, 'succeeded', run.reason);
    const second = (await wired.store.attempts.of(id)).find(
      ({ stage, number }) => stage === first.stage && number === 2,
    );
    assert.equal(second?.state, 'succeeded');
    assert.equal((await attemptFiles.takePublish(first.id, 'test')).by, 'tombstone');

    for (const pid of zombie) process.kill(pid, 'SIGCONT');
    await until(async () => !(await isThere(jvm)));
    await assertLoaded();
    await engine.stop();
    await wired.close();
  });
});

async function threeSleepers(): Promise<number[] | null> {
  const pids = await processesOf('sleep', '98761');
  return pids.length === 3 ? pids : null;
}

async function workerOf(driver: string | null): Promise<string> {
  const { worker } = (await master()).activedrivers.find(({ id }) => id === driver) ?? {};
  assert.ok(worker);
  return worker;
}

/** The service of a worker, by the port of its page. */
async function serviceOf(worker: string): Promise<'worker-1' | 'worker-2'> {
  const { workers } = await master();
  const { port } = new URL(workers.find(({ id }) => id === worker)?.webuiaddress ?? '');
  return Number(port) === config.ports.worker1Ui ? 'worker-1' : 'worker-2';
}
