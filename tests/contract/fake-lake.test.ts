import assert from 'node:assert/strict';
import type { AttemptSpec } from '../../orchestrator/engine/ports.ts';
import { openAttemptFiles } from '../../orchestrator/hdfs/attempt-files.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { plainTable } from '../../orchestrator/model/source.ts';
import { restServer } from '../../orchestrator/spark/rest.ts';
import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import { FakeLake } from '../fakes/driver/lake.ts';
import { submission } from './submission.ts';

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

  it('is loaded once by each attempt that publishes in its turn', async () => {
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

  it('refuses an attempt that began before another one published', async () => {
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

const SPEC: AttemptSpec = {
  ...{ attempt: '', run: 'r', pipeline: 'shop', stage: 'ingest', number: 1, slot: 'manual:1' },
  ...{
    backfill: false,
    full_refresh: false,
    release: 'r',
    job: 'shop/ingest.py',
    args: [],
    params: {},
  },
  interval: { start: '2026-11-21T11:16:36Z', end: '2026-11-21T11:16:36Z' },
  sources: {
    shop: {
      ...{ kind: 'xid', lag: 0, url: 'jdbc:', user: 'reader', secret: 'reader', bookmark: null },
      tables: { orders: plainTable('xid', ORDERS) },
    },
  },
};
