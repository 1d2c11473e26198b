import assert from 'node:assert/strict';
import { commitBookmark } from '../../../orchestrator/engine/commit/commit-bookmark.ts';
import { applyBookmarkRequests } from '../../../orchestrator/engine/steps/apply-bookmark-requests.ts';
import { FencedOut, TerminalError } from '../../../orchestrator/model/errors.ts';
import type { AttemptResult, Bookmark } from '../../../orchestrator/model/result.ts';
import { testWorld, type TestWorld } from './world.ts';
import { resultWith } from '../../support/samples.ts';

const LOADING = `pipeline: loading
sources: { shop: { kind: xid, tables: { sales: lake.bronze.sales } } }
stages: { load: { job: l/load.py, sources: [shop] } }
`;

const REQUEST = {
  id: 'r1',
  source: 'shop',
  mode: 'rewind' as const,
  kind: 'xid' as const,
  tables: { sales: '4' },
  by: 'ada',
  reason: 'a test',
};

const START: Bookmark = {
  version: 1,
  run: 'r',
  attempt: 'r-load-1',
  time: '2026-01-01T00:00:00.000Z',
  sources: { shop: { system_identifier: '7', kind: 'xid', tables: { sales: '10' } } },
};

describe('the bookmark on HDFS', () => {
  let world: TestWorld;
  let file: Bookmark | null;
  let writes: number;

  beforeEach(() => {
    file = START;
    writes = 0;
    world = testWorld([LOADING], {
      bookmarks: {
        read: () => Promise.resolve(file),
        write: (bookmark) => {
          writes += 1;
          file = bookmark;
          return Promise.resolve();
        },
      },
    });
  });

  const sales = () => [file?.sources.shop?.tables.sales, file?.sources.shop?.again?.id];

  it('is rewound once for a request', async () => {
    await world.store.bookmarkRequests.ask(REQUEST);
    await applyBookmarkRequests(world);
    await applyBookmarkRequests(world);
    assert.deepEqual([sales(), writes], [['4', 'r1'], 1]);
    assert.deepEqual(await world.store.bookmarkRequests.pending(), []);
  });

  it('is not written again if only closing the request failed', async () => {
    await world.store.bookmarkRequests.ask(REQUEST);
    const away = () => Promise.reject(new Error('the store is away'));
    const bookmarkRequests = { ...world.store.bookmarkRequests, close: away };
    const cut = { ...world, store: { ...world.store, bookmarkRequests } };
    await assert.rejects(applyBookmarkRequests(cut), /the store is away/);
    await applyBookmarkRequests(world);
    assert.deepEqual([sales(), writes], [['4', 'r1'], 1]);
    assert.equal((await world.store.bookmarkRequests.get('r1'))?.refused, null);
  });

  it('is not written, nor is the request closed, by a former leader', async () => {
    await world.store.bookmarkRequests.ask(REQUEST);
    world.store.assertLead = () => Promise.reject(new FencedOut());
    await assert.rejects(applyBookmarkRequests(world), FencedOut);
    assert.deepEqual([writes, (await world.store.bookmarkRequests.pending()).length], [0, 1]);
  });

  it('refuses the request with its hint if it is broken', async () => {
    await world.store.bookmarkRequests.ask(REQUEST);
    world.bookmarks.read = () =>
      Promise.reject(new TerminalError('it is broken', { hint: 'Put a good copy back.' }));
    await applyBookmarkRequests(world);
    const { refused } = (await world.store.bookmarkRequests.get('r1')) ?? {};
    assert.match(refused ?? '', /it is broken.*Put a good copy back/);
  });

  async function succeeded(slot: string, bookmark: AttemptResult['bookmark']) {
    const run = await world.planned('loading', { slot });
    const id = await world.submitted(run, 'load');
    await world.store.attempts.ended(id, {
      state: 'succeeded',
      reason: 'test',
      error: null,
      counted: true,
      result: resultWith({ attempt: id, bookmark }),
    });
    const [attempt] = await world.store.attempts.uncommitted();
    assert.ok(attempt);
    await commitBookmark(world, attempt);
  }

  const proposal = (bound: string) => ({
    shop: { system_identifier: '7', kind: 'xid' as const, tables: { sales: bound } },
  });

  it('moves with a load, and never with a backfill', async () => {
    await succeeded('backfill:b1:2026-01-01T00:00:00Z', proposal('20'));
    assert.deepEqual([sales(), writes], [['10', undefined], 0]);
    await world.store.attempts.commit((await world.store.attempts.uncommitted())[0] as never, {
      stage: 'succeeded',
      reason: 'test',
    });
    await succeeded('manual:1', proposal('20'));
    assert.deepEqual([sales(), writes], [['20', undefined], 1]);
  });

  it('moves with a backfill of a derived table', async () => {
    const derived = { system_identifier: 'lake', kind: 'snapshot' as const, tables: { b: '5' } };
    await succeeded('backfill:b1:2026-01-01T00:00:00Z', { 'lake.silver.x': derived });
    assert.deepEqual(file?.sources['lake.silver.x'], derived);
  });
});
