import assert from 'node:assert/strict';
import { throwawayPostgres } from '../support/postgres.ts';
import { openShop, type Shop } from './shop.ts';

describe('parts that go away, on the fake cluster', function () {
  this.timeout(120_000);
  let shop: Shop;
  beforeEach(async () => {
    shop = await openShop({ retainedDrivers: 2 });
  });
  afterEach(() => shop.close());

  /** Starts a run, and resolves once the job of its first stage runs. */
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

  it('a restart of the master under a driver: the driver is still watched', async () => {
    const { run, hold, engine } = await midway();
    await shop.cluster.stopMaster();
    await shop.cluster.startMaster();
    hold.release();
    await shop.ended(run);
    await engine.stop();
    assert.deepEqual(await attemptsOf(run), ONCE);
    await shop.assertExact(run);
  });

  it('a driver that ends while the master is away: its result decides', async () => {
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

  it('a worker that dies under a driver: the stage is tried again', async () => {
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

  it('a driver whose worker was cut off can publish nothing when it comes back', async () => {
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

  it('a driver that the master has forgotten: its result decides', async () => {
    const { run, driver, hold, engine } = await midway();
    hold.release();
    await driver.at('ended');
    shop.cluster.master.forget(driver.id);
    await shop.ended(run);
    await engine.stop();
    assert.deepEqual(await attemptsOf(run), ONCE);
    await shop.assertExact(run);
  });

  it('a restart of PostgreSQL in the middle of a run: the run goes on', async () => {
    const postgres = await throwawayPostgres();
    await shop.close();
    shop = await openShop({}, { postgres });
    const { run, hold, engine } = await midway();
    await postgres.stop();
    hold.release();
    await postgres.start();
    await shop.ended(run);
    await engine.stop();
    assert.deepEqual(await attemptsOf(run), ONCE);
    await shop.assertExact(run);
  });

  it('HDFS away when a driver ends: nothing is decided until it is back', async () => {
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

  it('two orchestrators at once submit each driver once', async () => {
    const { wired, cluster } = shop;
    const engines = [wired.start(), wired.start()];
    const runs = await Promise.all([shop.start(), shop.start(), shop.start()]);
    for (const run of runs) await shop.ended(run);
    for (const engine of engines) await engine.stop();
    for (const run of runs) assert.deepEqual(await attemptsOf(run), ONCE);
    assert.equal(cluster.drivers.all.length, 9);
    await shop.assertExact(runs[2]);
  });

  it('a killed run counts as killed once its driver is gone', async () => {
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
