import assert from 'node:assert/strict';
import { startService, stopService } from '../../local/cluster.ts';
import { config, useCluster } from '../support/cluster.ts';
import { addOrders, assertExact } from '../support/lake.ts';
import { orchestrate } from '../support/orchestrator.ts';

type Part = Parameters<typeof startService>[1];

describe('parts that go away, on a real cluster', function () {
  this.timeout(600_000);
  useCluster();

  it('a run waits for parts that are down at its start or under a driver, and loads each row once', async () => {
    await addOrders(400);
    await stop('master', 'datanode', 'namenode', 'postgres');
    const orchestrator = orchestrate(['--once', 'retail']);
    await orchestrator.says(/the run store at \S+ is unreachable: .*waiting for it/);
    await start('postgres');
    await orchestrator.says(/HDFS at \S+ is unreachable: .*waiting for it/);
    await start('namenode', 'datanode');
    await orchestrator.says(/HDFS is back after \d+ s/);
    await orchestrator.says(/the Spark master at \S+ is unreachable: .*waiting for it/);
    await start('master');
    await orchestrator.says(/the Spark master is back after \d+ s/);

    await orchestrator.says(/ingest +running +app-\S+ runs on/);
    await stop('master', 'postgres');
    await start('postgres', 'master');

    await orchestrator.says(/transform +running +app-\S+ runs on/);
    await stop('datanode', 'namenode');
    await orchestrator.says(/HDFS at \S+ is unreachable[^]*HDFS at \S+ is unreachable/);
    await start('namenode', 'datanode');
    assert.equal(await orchestrator.ended, 0, orchestrator.output());
    await assertExact();
  });
});

async function stop(...parts: Part[]): Promise<void> {
  for (const part of parts) await stopService(config, part);
}

async function start(...parts: Part[]): Promise<void> {
  for (const part of parts) await startService(config, part);
}
