import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun } from '../../orchestrator/cli/start-run.ts';
import { openBookmarks } from '../../orchestrator/hdfs/bookmarks.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { parsePipeline } from '../../orchestrator/plan/load.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import { FakeLake } from '../fakes/driver/lake.ts';
import type { Play } from '../fakes/driver/play.ts';
import { throwawayPostgres, type ThrowawayPostgres } from '../integration/throwaway-postgres.ts';
import { moments, nameOf, STAGES } from './boundaries.ts';
import { ended } from './ended.ts';
import { wire, type Wired } from './wiring.ts';

const ORDERS = 'lake.bronze.orders';

const PIPELINE = parsePipeline(
  `pipeline: shop
sources:
  shop: { kind: xid, tables: { orders: ${ORDERS} } }
retries: { limit: 2, backoff: 0 }
stages:
  ingest: { job: shop/ingest.py, sources: [shop] }
  transform: { job: shop/transform.py, after: [ingest] }
  serve: { job: shop/serve.py, after: [transform] }
`,
  'shop.yaml',
);

describe('the orchestrator killed at a boundary of the life of a run, on the fake cluster', function () {
  this.timeout(60_000);
  let postgres: ThrowawayPostgres;
  let cluster: FakeCluster;
  let folder: string;
  let wired: Wired;
  const lake = new FakeLake(100);
  const bodies = new Map<string, number>();
  const play: Play = {
    ...lake.play,
    body: (spec, driver) => {
      bodies.set(spec.attempt, (bodies.get(spec.attempt) ?? 0) + 1);
      return lake.play.body?.(spec, driver);
    },
  };

  before(async () => {
    postgres = await throwawayPostgres();
    const store = { connectionString: postgres.url() };
    await migrate(store);
    cluster = await fakeCluster({ play });
    folder = await mkdtemp(join(tmpdir(), 'sparkwright-faults-'));
    await mkdir(join(folder, 'jobs'));
    await writeFile(join(folder, 'jobs/job.py'), '');
    await writeFile(join(folder, 'spark-defaults.conf'), '');
    await writeFile(join(folder, 'key'), 'c'.repeat(43));
    wired = await wire({
      ...{ master: 'spark://127.0.0.1:7077', hdfs: 'hdfs://127.0.0.1:8020', store },
      ...{ restUrls: cluster.restUrls, uiUrls: cluster.uiUrls, hdfsUrls: cluster.hdfsUrls },
      ...{
        restSecretFile: join(folder, 'key'),
        profilesDir: folder,
        jobsDir: join(folder, 'jobs'),
      },
      pipelines: [PIPELINE],
      connections: { shop: { url: 'jdbc:postgresql://x/shop', user: 'reader', secret: 'reader' } },
    });
  });

  after(async () => {
    await wired.close();
    await cluster.close();
    await postgres.remove();
    await rm(folder, { recursive: true });
  });

  for (const moment of moments())
    it(nameOf(moment), async () => {
      // Changed for each cell, so that each deploys a release of its own.
      await writeFile(join(folder, 'jobs/job.py'), nameOf(moment));
      lake.hi += 10;
      const first = wired.start(moment);
      const { id } = await startRun(wired.world, PIPELINE, {});
      first.wake();
      await first.dead;
      const second = wired.start();
      const run = await ended(wired.store, id);
      await second.stop();

      assert.equal(run.state, 'succeeded', `${run.reason}\n${wired.warnings.join('\n')}`);
      const attempts = await wired.store.attempts.of(id);
      assert.deepEqual(
        attempts.filter(({ state }) => state === 'succeeded').map(({ stage }) => stage),
        STAGES,
      );
      for (const attempt of attempts) {
        const ran = bodies.get(attempt.id) ?? 0;
        assert.ok(ran <= 1, `the body of ${attempt.id} ran ${ran} times`);
        assert.equal(ran, attempt.state === 'succeeded' ? 1 : 0, attempt.id);
      }
      const bound = lake.bound(ORDERS);
      assert.equal(bound, lake.hi);
      for (let row = 0; row < bound; row++) assert.equal(lake.timesLoaded(ORDERS, row), 1);
      const bookmark = await openBookmarks(
        new Hdfs({ urls: cluster.hdfsUrls, user: 'spark' }),
      ).read();
      assert.equal(bookmark?.sources.shop?.tables.orders, String(bound));
      assert.equal(cluster.drivers.all.filter(({ running }) => running).length, 0);
    });
});
