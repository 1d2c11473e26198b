import assert from 'node:assert/strict';
import { useCluster } from '../../support/cluster.ts';
import {
  addOrders,
  assertExact,
  assertLoaded,
  attemptsOf,
  master,
  newestRun,
  rowsRead,
} from '../../support/lake.ts';
import { lossyProxy } from './lossy-proxy.ts';
import { orchestrate, runOnce } from '../../support/orchestrator.ts';
import { loadAlone, manualPipelines } from '../../support/variants.ts';

describe('a run that goes on after a fault, on a real cluster', function () {
  this.timeout(300_000);
  useCluster();

  it('after SIGKILL in the middle of a stage, the next orchestrator adopts the driver', async () => {
    const added = await addOrders(300);
    const before = await driverIds();
    const first = orchestrate(['--once', 'retail']);
    const started = await first.says(/ingest +running +its driver has started/);
    first.signal('SIGKILL');
    await first.ended;
    const driver = /submitted as (driver-\S+)/.exec(started)?.[1];

    const second = orchestrate([], { SPARKWRIGHT_PIPELINES_DIR: await manualPipelines() });
    const output = await second.says(/retail-\S+ (succeeded|failed): /);
    second.signal('SIGINT');
    assert.equal(await second.ended, 0, output);

    const run = await newestRun();
    const attempts = await attemptsOf(run);
    assert.deepEqual(
      attempts.map(({ stage, number, state }) => `${stage} ${number} ${state}`),
      ['ingest 1 succeeded', 'transform 1 succeeded', 'serve 1 succeeded'],
    );
    assert.equal(attempts[0]?.driver, driver);
    const made = [...(await driverIds())].filter((id) => !before.has(id));
    assert.deepEqual(made.sort(), attempts.map((attempt) => attempt.driver ?? '').sort());
    assert.equal((await rowsRead(run))['lake.bronze.orders'], added.orders);
    await assertExact();
  });

  it('if the answer to a submission is lost, its claim settles it, and its rows are loaded once', async () => {
    const added = await addOrders(120);
    const proxy = await lossyProxy();
    try {
      const { exitCode, output, run } = await runOnce({
        SPARKWRIGHT_SPARK_REST_URLS: proxy.url,
        SPARKWRIGHT_PIPELINES_DIR: await manualPipelines(loadAlone),
      });
      assert.equal(exitCode, 0, output);
      assert.equal(proxy.lost(), 1);
      const ingests = (await attemptsOf(run)).filter(({ stage }) => stage === 'ingest');
      assert.deepEqual(
        ingests.map(
          ({ number, state, counted }) => `${number} ${state} ${counted ? 'counted' : 'free'}`,
        ),
        ['1 failed free', '2 succeeded counted'],
      );
      assert.equal((await rowsRead(run))['lake.bronze.orders'], added.orders);
      await assertLoaded();
    } finally {
      proxy.close();
    }
  });
});

async function driverIds(): Promise<Set<string>> {
  const { activedrivers, completeddrivers } = await master();
  return new Set([...activedrivers, ...completeddrivers].map(({ id }) => id));
}
