import assert from 'node:assert/strict';
import { openAttemptFiles } from '../../orchestrator/hdfs/attempt-files.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { plainTable } from '../../orchestrator/model/source.ts';
import { restServer } from '../../orchestrator/spark/rest.ts';
import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import { FakeLake } from '../fakes/driver/lake.ts';
import { submission } from '../support/conformance/submission.ts';
import { specOf } from '../support/samples.ts';

const ORDERS = 'lake.bronze.orders';
const ADDRESS = { master: 'spark://127.0.0.1:7077', folder: 'hdfs:///jobs/r', conf: {} };

describe('the lake of a fake cluster', () => {
  let cluster: FakeCluster;
  const lake = new FakeLake(100);
  before(async () => {
    cluster = await fakeCluster({ play: lake.play });
  });
  after(() => cluster.close());

  const results = () =>
    openAttemptFiles(new Hdfs({ urls: cluster.hdfsUrls, user: 'spark' }), 'hdfs://', 'lake');
  const start = async (attempt: string) => {
    await results().writeSpec({ ...SPEC, attempt });
    const next = cluster.drivers.next(new RegExp(attempt));
    await restServer(cluster.restUrls, () => Promise.resolve('')).create(
      submission('bootstrap', attempt, ADDRESS),
    );
    return next;
  };

  it('is loaded by each attempt from the bound of the one before', async () => {
    await (await start('first-1')).at('ended');
    lake.hi = 150;
    await (await start('second-1')).at('ended');
    assert.deepEqual(
      lake.loads.map(({ attempt, lo, hi }) => [attempt, lo, hi]),
      [
        ['first-1', 0, 100],
        ['second-1', 100, 150],
      ],
    );
    const result = await results().readResult('second-1');
    assert.deepEqual(
      [result?.rows, result?.bookmark],
      [
        { [ORDERS]: { read: 50, written: 50, quarantined: 0 } },
        { shop: { system_identifier: '7312', kind: 'xid', tables: { orders: '150' } } },
      ],
    );
  });

  it('refuses an attempt that began before another published', async () => {
    const hold = cluster.drivers.hold('ran', /slow-1/);
    const slow = await start('slow-1');
    await slow.at('ran');
    lake.hi = 160;
    await (await start('quick-1')).at('ended');
    hold.release();
    await slow.at('ended');
    assert.equal((await results().readResult('slow-1'))?.error?.class, 'MainMovedError');
    assert.equal(lake.bound(ORDERS), 160);
    assert.deepEqual([lake.timesLoaded(ORDERS, 155), lake.timesLoaded(ORDERS, 160)], [1, 0]);
  });
});
const SPEC = specOf({
  sources: {
    shop: {
      kind: 'xid',
      lag: 0,
      url: 'jdbc:',
      user: 'reader',
      secret: 'reader',
      bookmark: null,
      tables: { orders: plainTable('xid', ORDERS) },
    },
  },
});
