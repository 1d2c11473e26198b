import assert from 'node:assert/strict';
import { useCluster } from '../support/cluster.ts';
import { addOrders, assertLoaded, attemptsOf, master, newestRun } from '../support/lake.ts';
import { orchestrate } from '../support/orchestrator.ts';
import { loadAlone, manualPipelines } from '../support/variants.ts';

/** The most that a takeover may take. */
const TAKEOVER_SECONDS = 10;

describe('two orchestrators, on a real cluster', function () {
  this.timeout(600_000);
  useCluster();

  it('after SIGKILL of the leader, the other adopts its driver, and submits none twice', async () => {
    await addOrders(100);
    const manual = { SPARKWRIGHT_PIPELINES_DIR: await manualPipelines(loadAlone) };
    const before = new Set(await driverIds());
    const leader = orchestrate(['--once', 'retail'], manual);
    const started = await leader.says(/ingest +running +its driver has started/);
    const driver = /submitted as (driver-\S+)/.exec(started)?.[1];
    const other = orchestrate([], manual);
    await other.says(/another orchestrator leads; standing by/);

    const killed = Date.now();
    leader.signal('SIGKILL');
    await other.says(/leading now/);
    const seconds = (Date.now() - killed) / 1000;
    assert.ok(seconds <= TAKEOVER_SECONDS, `it took ${seconds} s`);
    const output = await other.says(/retail-\S+ (succeeded|failed): /);
    other.signal('SIGINT');
    assert.equal(await other.ended, 0, output);

    const attempts = await attemptsOf(await newestRun());
    assert.deepEqual(
      attempts.map(({ stage, number, state }) => `${stage} ${number} ${state}`),
      ['ingest 1 succeeded'],
    );
    assert.equal(attempts[0]?.driver, driver);
    const made = (await driverIds()).filter((id) => !before.has(id));
    assert.deepEqual(made.sort(), attempts.map((attempt) => attempt.driver ?? '').sort());
    await assertLoaded();
  });
});

async function driverIds(): Promise<string[]> {
  const { activedrivers, completeddrivers } = await master();
  return [...activedrivers, ...completeddrivers].map(({ id }) => id);
}
