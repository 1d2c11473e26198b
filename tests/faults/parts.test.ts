import assert from 'node:assert/strict';
import { openShop, type Shop } from './shop.ts';

describe('parts that go away, on the fake cluster', function () {
  this.timeout(120_000);
  let shop: Shop;
  beforeEach(async () => {
    shop = await openShop({ retainedDrivers: 2 });
  });
  afterEach(() => shop.close());

  /** Starts a run, and resolves once the driver of its ingestion is in the middle of its job. */
  async function midway() {
    const { cluster, wired } = shop;
    const hold = cluster.drivers.hold('running', /-ingest-1$/);
    const engine = wired.start();
    const next = cluster.drivers.next(/-ingest-1$/);
    const run = await shop.start();
    const driver = await next;
    await driver.at('running');
    return { run, driver, hold, engine };
  }

  async function attemptsOf(run: { id: string }): Promise<string[]> {
    const attempts = await shop.wired.store.attempts.of(run.id);
    return attempts.map(({ stage, number, state }) => `${stage} ${number} ${state}`);
  }

  const ONCE = ['ingest 1 succeeded', 'transform 1 succeeded', 'serve 1 succeeded'];

  it('the master restarted while a driver runs: the driver is followed on', async () => {
    const { run, hold, engine } = await midway();
    await shop.cluster.stopMaster();
    await shop.cluster.startMaster();
    hold.release();
    await shop.ended(run);
    await engine.stop();
    assert.deepEqual(await attemptsOf(run), ONCE);
    await shop.assertExact(run);
  });

  it('the master away while its driver ends: the result is believed', async () => {
    const { run, driver, hold, engine } = await midway();
    await shop.cluster.stopMaster();
    hold.release();
    await driver.at('ended');
    await shop.cluster.startMaster();
    await shop.ended(run);
    await engine.stop();
    assert.deepEqual(await attemptsOf(run), ONCE);
    await shop.assertExact(run);
  });

  it('a worker killed under a driver: the stage is tried again', async () => {
    const { run, driver, hold, engine } = await midway();
    const { worker } = driver.record;
    assert.ok(worker);
    await shop.cluster.loseWorker(worker);
    hold.release();
    await shop.ended(run);
    await engine.stop();
    assert.deepEqual((await attemptsOf(run)).slice(0, 2), [
      'ingest 1 failed',
      'ingest 2 succeeded',
    ]);
    const [first] = await shop.wired.store.attempts.of(run.id);
    assert.equal(first?.diagnosis?.class, 'worker-lost');
    await shop.assertExact(run);
  });

  it('a worker cut off under a driver: the driver comes back, and can publish nothing', async () => {
    const { run, driver, hold, engine } = await midway();
    const { worker } = driver.record;
    assert.ok(worker);
    await shop.cluster.loseWorker(worker, { partition: true });
    await shop.ended(run);
    hold.release();
    await driver.at('ended');
    await engine.stop();
    assert.equal(driver.exitCode, 3);
    await shop.assertExact(run);
  });

  it('more drivers ended between two looks than the master remembers: their results are believed', async () => {
    const { run, driver, hold, engine } = await midway();
    hold.release();
    await driver.at('ended');
    shop.cluster.master.forget(driver.id);
    await shop.ended(run);
    await engine.stop();
    assert.deepEqual(await attemptsOf(run), ONCE);
    await shop.assertExact(run);
  });

  it('PostgreSQL restarted in the middle of a run: the run goes on', async () => {
    const { run, hold, engine } = await midway();
    await shop.postgres.stop();
    hold.release();
    await shop.postgres.start();
    await shop.ended(run);
    await engine.stop();
    assert.deepEqual(await attemptsOf(run), ONCE);
    await shop.assertExact(run);
  });

  it('HDFS away when a driver has ended: nothing is decided until it is back', async () => {
    const { run, driver, hold, engine } = await midway();
    await shop.cluster.servers.hdfs.stop();
    hold.release();
    await driver.at('ended');
    await shop.cluster.servers.hdfs.start();
    await shop.ended(run);
    await engine.stop();
    assert.deepEqual(await attemptsOf(run), ONCE);
    await shop.assertExact(run);
  });

  it('two orchestrators at once: each driver is asked for once', async () => {
    const { wired, cluster } = shop;
    const engines = [wired.start(), wired.start()];
    const runs = await Promise.all([shop.start(), shop.start(), shop.start()]);
    for (const run of runs) await shop.ended(run);
    for (const engine of engines) await engine.stop();
    for (const run of runs) assert.deepEqual(await attemptsOf(run), ONCE);
    assert.equal(cluster.drivers.all.length, 9);
    await shop.assertExact(runs[2]);
  });

  it('a run killed while its driver works: it counts as killed once the driver is gone', async () => {
    const { run, driver, engine } = await midway();
    assert.equal(await shop.wired.store.runs.kill(run.id, 'enough', 'killed'), true);
    const over = await shop.ended(run);
    assert.equal(over.state, 'killed');
    assert.equal(driver.running, false);
    await engine.stop();
    const attempts = await shop.wired.store.attempts.of(run.id);
    assert.deepEqual(
      attempts.map(({ stage, state }) => [stage, state]),
      [['ingest', 'killed']],
    );
  });
});
