import assert from 'node:assert/strict';
import { startService, stopService } from '../../local/cluster.ts';
import { config, useCluster } from '../integration/cluster.ts';
import { addOrders, assertExact } from '../integration/lake.ts';
import { orchestrate } from '../integration/orchestrator.ts';

describe('parts that go away, on a real cluster', function () {
  this.timeout(300_000);
  useCluster();

  it('Postgres, HDFS and the master down at the start: says so, waits, and goes on when they are back', async () => {
    await addOrders(100);
    for (const name of ['master', 'datanode', 'namenode', 'postgres'] as const)
      await stopService(config, name);
    const orchestrator = orchestrate(['--once', 'retail']);
    await orchestrator.says(/the run store at \S+ is unreachable: .*waiting for it/);
    await startService(config, 'postgres');
    await orchestrator.says(/HDFS at \S+ is unreachable: .*waiting for it/);
    await startService(config, 'namenode');
    await startService(config, 'datanode');
    await orchestrator.says(/HDFS is back after \d+ s/);
    await orchestrator.says(/the Spark master at \S+ is unreachable: .*waiting for it/);
    await startService(config, 'master');
    await orchestrator.says(/the Spark master is back after \d+ s/);
    assert.equal(await orchestrator.ended, 0, orchestrator.output());
    await assertExact();
  });

  it('HDFS stopped and started in the middle of a run: nothing is lost, nothing is doubled', async () => {
    await addOrders(400);
    const orchestrator = orchestrate(['--once', 'retail']);
    await orchestrator.says(/ingest +running +app-\S+ runs on/);
    await stopService(config, 'datanode');
    await stopService(config, 'namenode');
    await orchestrator.says(/HDFS at \S+ is unreachable/);
    await startService(config, 'namenode');
    await startService(config, 'datanode');
    assert.equal(await orchestrator.ended, 0, orchestrator.output());
    await assertExact();
  });

  it('Postgres and the master restarted in the middle of a run: its driver is followed on', async () => {
    await addOrders(100);
    const orchestrator = orchestrate(['--once', 'retail']);
    await orchestrator.says(/ingest +running +app-\S+ runs on/);
    for (const name of ['master', 'postgres'] as const) await stopService(config, name);
    for (const name of ['postgres', 'master'] as const) await startService(config, name);
    assert.equal(await orchestrator.ended, 0, orchestrator.output());
    await assertExact();
  });
});
