import assert from 'node:assert/strict';
import { useCluster } from './cluster.ts';
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
} from './lake.ts';
import { orchestrate, runOnce } from './orchestrator.ts';
import { jobsWith, loadAlone, manualPipelines } from './variants.ts';

describe('what makes a run fail', function () {
  this.timeout(300_000);
  useCluster();

  it('a job that raises: its own error is shown, nothing after it runs, and the next run loads its rows once', async () => {
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

  it('a second driver for an attempt exits without touching data', async () => {
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

  it('a pipeline that is not there: says which there are', async () => {
    const { ended, output } = orchestrate(['--once', 'retial']);
    assert.equal(await ended, 3);
    assert.match(output(), /there is no pipeline retial\. There is .*, retail\./);
  });
});

async function loading(): Promise<Record<string, string>> {
  return { SPARKWRIGHT_PIPELINES_DIR: await manualPipelines(loadAlone) };
}
