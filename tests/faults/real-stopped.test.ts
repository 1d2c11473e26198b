import assert from 'node:assert/strict';
import { useCluster } from '../support/cluster.ts';
import {
  addOrders,
  assertLoaded,
  attemptsOf,
  bookmarks,
  hdfs,
  master,
  rowsRead,
} from '../support/lake.ts';
import { runOnce } from '../support/orchestrator.ts';
import { jobsWith, loadAlone, manualPipelines } from '../support/variants.ts';

const BOOKMARK = '/data/bronze/bookmark';

describe('a run that is stopped, on a real cluster', function () {
  this.timeout(300_000);
  useCluster();

  it('a broken bookmark fails the run with its fix; without the file, the tables know the bound', async () => {
    const env = { SPARKWRIGHT_PIPELINES_DIR: await manualPipelines(loadAlone) };
    await addOrders(50);
    assert.equal((await runOnce(env)).exitCode, 0);
    const added = await addOrders(150);
    const good = await hdfs.read(BOOKMARK);
    await hdfs.replace(BOOKMARK, good.replace(/"orders": "\d+"/, '"orders": "1"'));
    const stopped = await runOnce(env);
    assert.equal(stopped.exitCode, 1, stopped.output);
    assert.match(stopped.output, /bookmark .* is broken: its checksum does not match/);
    assert.deepEqual(await attemptsOf(stopped.run), []);

    await hdfs.remove(BOOKMARK);
    const next = await runOnce(env);
    assert.equal(next.exitCode, 0, next.output);
    assert.equal((await rowsRead(next.run))['lake.bronze.orders'], added.orders);
    assert.equal((await bookmarks.read())?.run, next.run);
    await assertLoaded();
  });

  it('the driver of a stage that exceeds its timeout is KILLED', async () => {
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
});
