/** A small pipeline on a fake cluster, with a run store and a lake of its own. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun } from '../../orchestrator/cli/start-run.ts';
import { openBookmarks } from '../../orchestrator/hdfs/bookmarks.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import type { Clock } from '../../orchestrator/ports/ports.ts';
import type { Run } from '../../orchestrator/model/run.ts';
import type { SessionMode } from '../../orchestrator/model/session-mode.ts';
import { parsePipeline } from '../../orchestrator/plan/load.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { fakeCluster, type FakeCluster, type FakeClusterOptions } from '../fakes/cluster.ts';
import { FakeLake } from '../fakes/driver/lake.ts';
import type { Play } from '../fakes/driver/play.ts';
import { storeDatabase } from '../support/database.ts';
import { STAGES } from './boundaries.ts';
import { ended } from './ended.ts';
import { wire, type Wired } from './wiring.ts';

const ORDERS = 'lake.bronze.orders';

const shopWith = (session: SessionMode) =>
  parsePipeline(
    `pipeline: shop
session: ${session}
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

export interface Shop {
  cluster: FakeCluster;
  storeUrl: string;
  wired: Wired;
  lake: FakeLake;
  /** How often the body of each attempt has begun. */
  bodies: ReadonlyMap<string, number>;
  folder: string;
  /** Queues a run, with rows to load. */
  start(): Promise<Run>;
  /** Resolves with a run once it has ended. */
  ended(run: Run): Promise<Run>;
  /** The run succeeded, each attempt ran at most once, and every row up to the bookmark is loaded once. */
  assertExact(run: Run): Promise<void>;
  close(): Promise<void>;
}

export interface ShopParts {
  /** `none` by default. */
  session?: SessionMode;
  clock?: Clock;
  /** Of the run store; a database of `database.ts` by default. The shop removes it. */
  postgres?: { url(): string; remove(): Promise<void> };
  /** The address of the store behind a proxy; its own by default. */
  storeUrl?: string;
}

export async function openShop(
  options: FakeClusterOptions = {},
  parts: ShopParts = {},
): Promise<Shop> {
  const pipeline = shopWith(parts.session ?? 'none');
  const lake = new FakeLake(100);
  const bodies = new Map<string, number>();
  const play: Play = {
    ...lake.play,
    ...options.play,
    body: async (spec, driver) => {
      bodies.set(spec.attempt, (bodies.get(spec.attempt) ?? 0) + 1);
      await options.play?.body?.(spec, driver);
      await lake.play.body?.(spec, driver);
    },
  };
  const postgres = parts.postgres ?? (await storeDatabase());
  await migrate({ connectionString: postgres.url() });
  const store = { connectionString: parts.storeUrl ?? postgres.url() };
  const cluster = await fakeCluster({ ...options, play });
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-faults-'));
  await mkdir(join(folder, 'jobs'));
  await writeFile(join(folder, 'jobs/job.py'), '');
  await writeFile(join(folder, 'spark-defaults.conf'), '');
  await writeFile(join(folder, 'key'), 'c'.repeat(43));
  const wired = await wire({
    master: 'spark://127.0.0.1:7077',
    hdfs: 'hdfs://127.0.0.1:8020',
    store,
    restUrls: cluster.restUrls,
    uiUrls: cluster.uiUrls,
    hdfsUrls: cluster.hdfsUrls,
    restSecretFile: join(folder, 'key'),
    profilesDir: folder,
    jobsDir: join(folder, 'jobs'),
    pipelines: [pipeline],
    connections: { shop: { url: 'jdbc:postgresql://x/shop', user: 'reader', secret: 'reader' } },
    ...(parts.clock ? { clock: parts.clock } : {}),
  });
  return {
    cluster,
    storeUrl: postgres.url(),
    wired,
    lake,
    bodies,
    folder,
    start: () => {
      lake.hi += 10;
      return startRun(wired.world, pipeline, {});
    },
    ended: ({ id }) => ended(wired.store, id),
    assertExact: async ({ id }) => {
      const run = await wired.store.runs.get(id);
      assert.equal(run?.state, 'succeeded', `${String(run?.reason)}\n${wired.warnings.join('\n')}`);
      const attempts = await wired.store.attempts.of(id);
      const good = attempts.filter(({ state }) => state === 'succeeded');
      assert.deepEqual(
        good.map(({ stage }) => stage),
        STAGES,
      );
      for (const attempt of attempts) {
        const ran = bodies.get(attempt.id) ?? 0;
        assert.ok(ran <= 1, `the body of ${attempt.id} ran ${ran} times`);
        if (attempt.state === 'succeeded') assert.equal(ran, 1, attempt.id);
      }
      const bound = lake.bound(ORDERS);
      assert.equal(bound, lake.hi);
      for (let row = 0; row < bound; row++) assert.equal(lake.timesLoaded(ORDERS, row), 1);
      const hdfs = new Hdfs({ urls: cluster.hdfsUrls, user: 'spark' });
      const bookmark = await openBookmarks(hdfs).read();
      assert.equal(bookmark?.sources.shop?.tables.orders, String(bound));
    },
    close: async () => {
      await wired.close();
      await cluster.close();
      await postgres.remove();
      await rm(folder, { recursive: true });
    },
  };
}
