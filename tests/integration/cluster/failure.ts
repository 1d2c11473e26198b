import assert from 'node:assert/strict';
import { useCluster } from '../../support/cluster.ts';
import {
  addOrders,
  assertLoaded,
  attemptFiles,
  attemptsOf,
  bookmarks,
  hdfs,
  master,
  rowsRead,
  submitAgain,
} from '../../support/lake.ts';
import { runOnce } from '../../support/orchestrator.ts';
import { jobsWith, loadAlone, manualPipelines } from '../../support/variants.ts';

describe('a run that fails, on a real cluster', function () {
  this.timeout(300_000);
  useCluster();

  it('a job that raises fails its run with its own error, and the next run loads its rows once', async () => {
    const added = await addOrders(200);
    const before = await bookmarks.read();
    const failed = await runOnce({
      SPARKWRIGHT_JOBS_DIR: await jobsWith(
        'retail/ingest.py',
        "raise ValueError('the 13th order is cursed')",
      ),
      SPARKWRIGHT_PIPELINES_DIR: await manualPipelines((yaml) =>
        yaml.replace('limit: 2', 'limit: 0'),
      ),
    });
    assert.equal(failed.exitCode, 1, failed.output);
    assert.match(failed.output, /ValueError: the 13th order is cursed/);
    assert.match(failed.output, /Last lines of driver\.stdout/);
    const stages = (await attemptsOf(failed.run)).map(({ stage }) => stage);
    assert.deepEqual(stages, ['ingest']);
    assert.deepEqual(await bookmarks.read(), before);

    const next = await runOnce(await loading());
    assert.equal(next.exitCode, 0, next.output);
    assert.deepEqual(await rowsRead(next.run), {
      'lake.bronze.orders': added.orders,
      'lake.bronze.ordershistory': added.history,
    });
    await assertLoaded();
  });

  it('a second driver of an attempt fails without an application, and leaves table and claim as they are', async () => {
    const { exitCode, output, run } = await runOnce(await loading());
    assert.equal(exitCode, 0, output);
    const [ingest] = await attemptsOf(run);
    assert.ok(ingest);
    const versions = async () => (await hdfs.list('/data/bronze/orders/metadata')).length;
    const before = { versions: await versions(), claim: await attemptFiles.readClaim(ingest.id) };
    const applications = (await master()).completedapps.length;
    const state = await submitAgain(ingest);
    assert.equal(state, 'FAILED');
    assert.deepEqual(
      { versions: await versions(), claim: await attemptFiles.readClaim(ingest.id) },
      before,
    );
    assert.equal((await master()).completedapps.length, applications);
  });
});

async function loading(): Promise<Record<string, string>> {
  return { SPARKWRIGHT_PIPELINES_DIR: await manualPipelines(loadAlone) };
}
