import assert from 'node:assert/strict';
import axios from 'axios';
import { userInfo } from 'node:os';
import { startRun } from '../../orchestrator/cli/start-run.ts';
import { config, useCluster } from '../support/cluster.ts';
import { addOrders, assertLoaded } from '../support/lake.ts';
import { loadAlone, manualPipelines } from '../support/variants.ts';
import { ended } from './ended.ts';
import { firstDiagnosed } from './first-diagnosed.ts';
import { wireReal } from './real.ts';

describe('HDFS that is full, on a real cluster', function () {
  this.timeout(300_000);
  useCluster();

  it('the attempt fails as hdfs-unavailable, and the run succeeds once there is room again', async () => {
    await addOrders(80);
    const wired = await wireReal({ pipelines: await manualPipelines(loadAlone) });
    const retail = wired.world.pipelines.get('retail');
    assert.ok(retail);
    await roomIn('/data', 1);
    const engine = wired.start();
    try {
      const { id } = await startRun(wired.world, retail, {});
      const first = await firstDiagnosed(wired.store, id);
      assert.equal(first.state, 'failed');
      assert.equal(first.diagnosis.class, 'hdfs-unavailable');
      await roomIn('/data', -1);
      const run = await ended(wired.store, id);
      assert.equal(run.state, 'succeeded', run.reason);
      await assertLoaded();
    } finally {
      await roomIn('/data', -1);
      await engine.stop();
      await wired.close();
    }
  });
});

/** Sets the quota of a folder in bytes; -1 for none. Only the superuser of HDFS, who started it, may do that. */
async function roomIn(folder: string, bytes: number): Promise<void> {
  await axios.put(`http://127.0.0.1:${config.ports.namenodeHttp}/webhdfs/v1${folder}`, null, {
    params: {
      op: 'SETQUOTA',
      'user.name': userInfo().username,
      namespacequota: Number.MAX_SAFE_INTEGER,
      storagespacequota: bytes,
    },
  });
}
