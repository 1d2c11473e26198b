import assert from 'node:assert/strict';
import { useCluster } from './cluster.ts';
import {
  addOrders,
  assertExact,
  attemptFiles,
  attemptsOf,
  bookmarks,
  hdfs,
  master,
  rowsRead,
  submitAgain,
} from './lake.ts';
import { orchestrate, runOnce } from './orchestrator.ts';
import { jobsWith, manualPipelines } from './variants.ts';

const BOOKMARK = '/data/bronze/bookmark';

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

    const next = await runOnce();
    assert.equal(next.exitCode, 0, next.output);
    assert.deepEqual(await rowsRead(next.run), {
      'lake.bronze.orders': added.orders,
      'lake.bronze.ordershistory': added.history,
    });
    await assertExact();
  });

  it('a second driver for an attempt exits without touching data', async () => {
    const { exitCode, output, run } = await runOnce();
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

  it('a broken bookmark: the run stops with the mend, and without the file the tables themselves know', async () => {
    const added = await addOrders(150);
    const good = await hdfs.read(BOOKMARK);
    await hdfs.replace(BOOKMARK, good.replace(/"orders": "\d+"/, '"orders": "1"'));
    const stopped = await runOnce();
    assert.equal(stopped.exitCode, 1, stopped.output);
    assert.match(stopped.output, /bookmark .* is broken: its checksum does not fit/);
    assert.deepEqual(await attemptsOf(stopped.run), []);

    await hdfs.remove(BOOKMARK);
    const next = await runOnce();
    assert.equal(next.exitCode, 0, next.output);
    assert.equal((await rowsRead(next.run))['lake.bronze.orders'], added.orders);
    assert.equal((await bookmarks.read())?.run, next.run);
    await assertExact();
  });

  it('a stage that takes longer than its timeout: its driver is killed, and the master says so', async () => {
    const hung = await runOnce({
      SPARKWRIGHT_JOBS_DIR: await jobsWith('retail/ingest.py', 'import time\ntime.sleep(600)'),
      SPARKWRIGHT_PIPELINES_DIR: await manualPipelines((yaml) =>
        yaml.replace('limit: 2', 'limit: 0').replace('timeout: 30m', 'timeout: 25s'),
      ),
    });
    assert.equal(hung.exitCode, 1, hung.output);
    assert.match(hung.output, /Timeout: it ran longer than its timeout of 25 s/);
    const [attempt] = await attemptsOf(hung.run);
    const drivers = (await master()).completeddrivers;
    assert.equal(drivers.find(({ id }) => id === attempt?.driver)?.state, 'KILLED');
  });

  it('a pipeline that is not there: says which there are', async () => {
    const { ended, output } = orchestrate(['--once', 'retial']);
    assert.equal(await ended, 3);
    assert.match(output(), /there is no pipeline retial\. There is .*, retail\./);
  });
});
