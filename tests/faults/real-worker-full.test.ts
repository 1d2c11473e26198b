import assert from 'node:assert/strict';
import { rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { startService, stopService } from '../../local/cluster.ts';
import { folders } from '../../local/folders.ts';
import { startRun } from '../../orchestrator/cli/start-run.ts';
import { config, useCluster } from '../support/cluster.ts';
import { addOrders, assertLoaded } from '../support/lake.ts';
import { loadAlone, manualPipelines } from '../support/variants.ts';
import { ended } from './ended.ts';
import { firstDiagnosed } from './first-diagnosed.ts';
import { wireReal } from './real.ts';
import { smallDisk, type SmallDisk } from './small-disk.ts';

describe('a worker whose disk is full, on a real cluster', function () {
  this.timeout(900_000);
  useCluster();

  const work = join(folders(config).spark, 'worker-1');
  let disk: SmallDisk | null = null;
  before('have one worker, on a disk of its own', async function () {
    disk = await smallDisk(64);
    if (!disk) return this.skip();
    await stopService(config, 'worker-2');
    await stopService(config, 'worker-1');
    await rename(work, `${work}-aside`);
    await symlink(disk.folder, work);
    await startService(config, 'worker-1');
  });

  after('have both as they were', async function () {
    this.timeout(60_000);
    if (!disk) return;
    await stopService(config, 'worker-1');
    await rm(work);
    await rename(`${work}-aside`, work);
    for (const name of ['worker-1', 'worker-2'] as const) await startService(config, name);
    await disk.remove();
  });

  it('the attempt fails as disk-full, and the run succeeds once there is room again', async () => {
    await addOrders(80);
    const wired = await wireReal({ pipelines: await manualPipelines(loadAlone) });
    const retail = wired.world.pipelines.get('retail');
    assert.ok(retail);
    await disk?.fill();
    const engine = wired.start();
    try {
      const { id } = await startRun(wired.world, retail, {});
      const first = await firstDiagnosed(wired.store, id);
      await disk?.free();
      const { class: name, from, evidence } = first.diagnosis;
      assert.deepEqual([first.state, name, from], ['failed', 'disk-full', 'driver.error']);
      assert.match(evidence, /No space left on device/);
      const run = await ended(wired.store, id);
      assert.equal(run.state, 'succeeded', run.reason);
      await assertLoaded();
    } finally {
      await engine.stop();
      await wired.close();
    }
  });
});
