import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, succeeds, works } from '../support/compose/orchestrator.ts';
import { addOrders, assertGold } from '../support/compose/retail.ts';
import {
  destroy,
  kill,
  prepareSystem,
  revive,
  sparkwright,
  stop,
  up,
} from '../support/compose/system.ts';
import { applications, assertOnce } from './once.ts';
import { MASTER, NAMENODE, ORCHESTRATOR, serving, ZOOKEEPER, type Kind } from './serving.ts';

describe('the system of docker-compose.ha.yml', function () {
  this.timeout(900_000);

  before('build the images', () => prepareSystem('docker-compose.ha.yml'));
  after('take everything down', destroy);

  it('starts from empty volumes, and loads the orders to gold', async () => {
    await up('orchestrator');
    await stop('retailapp');
    // Only runs that the tests ask for.
    for (const pipeline of ['retail', 'retail-quality', 'maintenance'])
      while ((await sparkwright('pause', pipeline)).exitCode !== 0) await sleep(1_000);
    await addOrders(300);
    await succeeds(await start());
    await assertGold();
  });

  /** Kills a service while a stage works, and starts it again once the run has succeeded. */
  async function survives(
    service: string,
    stage: string,
    takenOver: () => Promise<unknown>,
  ): Promise<void> {
    const rows = await addOrders(60);
    const before = await applications();
    const run = await start();
    await works(run, stage);
    await kill(service);
    await takenOver();
    assert.equal(await succeeds(run), rows);
    await assertGold();
    await assertOnce(run, before);
    await revive(service);
  }

  const KINDS: [name: string, kind: Kind, stage: string][] = [
    ['Spark master', MASTER, 'ingest'],
    ['NameNode', NAMENODE, 'transform'],
    ['orchestrator', ORCHESTRATOR, 'ingest'],
    ['ZooKeeper', ZOOKEEPER, 'ingest'],
  ];
  for (const [name, kind, stage] of KINDS)
    it(`another ${name} takes over if the serving one is killed in the middle of a run`, async () => {
      const serves = await serving(kind);
      await survives(serves, stage, () => serving(kind, serves));
    });

  it('a run succeeds with two of three JournalNodes', async () => {
    await survives('hadoop-journalnode-2', 'transform', () => Promise.resolve());
  });

  it('the first master and NameNode serve again if the second is killed', async () => {
    for (const kind of [MASTER, NAMENODE]) {
      const serves = await serving(kind);
      await kill(serves);
      await serving(kind, serves);
      await revive(serves);
    }
    await succeeds(await start());
    await assertGold();
  });
});
