/** The contract of every run store for bookmark requests and for the history of the bookmark. */
import assert from 'node:assert/strict';
import type { BookmarkMove } from '../../orchestrator/ports/bookmark-moves.ts';
import type { Store } from '../../orchestrator/ports/ports.ts';
import { FencedOut } from '../../orchestrator/model/errors.ts';
import type { ProposedBookmark } from '../../orchestrator/model/result.ts';
import { parsePipeline } from '../../orchestrator/plan/load.ts';
import { planRun } from '../../orchestrator/plan/run-plan.ts';

const LOADING = parsePipeline(
  `pipeline: loading
sources: { shop: { kind: xid, tables: { sales: lake.bronze.sales } } }
stages: { load: { job: l/load.py, sources: [shop] } }
`,
  'loading.yaml',
);
const NOW = new Date('2026-03-01T12:00:00Z');

export function describeBookmarkRequests(
  name: string,
  open: () => { store: Store; outsider: Store },
): void {
  describe(`the bookmark in the store ${name}`, () => {
    const requestOf = (id: string, bound: string) => ({
      id,
      source: 'shop',
      mode: 'rewind' as const,
      kind: 'xid' as const,
      tables: { sales: bound },
      by: 'ada',
      reason: 'a test',
    });

    async function load(
      store: Store,
      id: string,
      bookmark: ProposedBookmark,
      slot = `manual:${id}`,
    ) {
      await store.pipelines.register('loading', '', null, NOW);
      const version = await store.pipelines.version(LOADING, 'r');
      await store.runs.insert({
        id,
        pipeline: 'loading',
        slot,
        slotStart: NOW,
        slotEnd: NOW,
        params: {},
        priority: 0,
        reason: 'test',
        state: 'queued',
        notBefore: null,
        fullRefresh: [],
      });
      await store.runs.plan(id, planRun(LOADING, {}, { version, release: 'r', deadline: null }));
      await store.stages.admit([{ run: id, name: 'load' }]);
      const attempt = `${id}-load-1`;
      await store.attempts.intend({ id: attempt, run: id, stage: 'load', number: 1 });
      await store.attempts.ended(attempt, {
        state: 'succeeded',
        reason: 'test',
        error: null,
        counted: true,
        result: {
          version: 1,
          attempt,
          driver: 'd',
          application: null,
          status: 'succeeded',
          error: null,
          snapshots: {},
          expectations: [],
          rows: { 'lake.bronze.sales': { read: 7, written: 7, quarantined: 0 } },
          bookmark: { shop: bookmark },
          started: NOW.toISOString(),
          ended: NOW.toISOString(),
        },
      });
      const [done] = (await store.attempts.uncommitted()).filter(({ run }) => run === id);
      assert.ok(done);
      await store.attempts.commit(done, { stage: 'succeeded', reason: 'test' });
    }

    it('a request is pending until it is settled, once; the oldest comes first', async () => {
      const { store } = open();
      await store.bookmarkRequests.ask(requestOf('first', '5'));
      await store.bookmarkRequests.ask(requestOf('second', '6'));
      const [first, second] = await store.bookmarkRequests.pending();
      assert.deepEqual([first?.id, second?.id], ['first', 'second']);
      const { requested, ...request } = first ?? {};
      assert.deepEqual(request, { ...requestOf('first', '5'), applied: null, refused: null });
      assert.ok(requested instanceof Date);
      await store.bookmarkRequests.close('first', null);
      await store.bookmarkRequests.close('second', 'no');
      await store.bookmarkRequests.close('second', null);
      assert.deepEqual(await store.bookmarkRequests.pending(), []);
      const settled = await store.bookmarkRequests.get('second');
      assert.deepEqual([settled?.refused, settled?.applied instanceof Date], ['no', true]);
      assert.equal(await store.bookmarkRequests.get('third'), null);
    });

    it('only the leader settles a request', async () => {
      const { store, outsider } = open();
      await store.bookmarkRequests.ask(requestOf('fenced', '5'));
      await assert.rejects(outsider.bookmarkRequests.close('fenced', null), FencedOut);
      await store.bookmarkRequests.close('fenced', 'a test');
    });

    it('the history has loads and requests in their order, but no backfills', async () => {
      const { store } = open();
      const at = (bound: string, again?: { id: string }): ProposedBookmark => ({
        system_identifier: '7',
        kind: 'xid',
        tables: { sales: bound },
        ...(again && { again }),
      });
      await load(store, 'loading-1', at('100'));
      await store.bookmarkRequests.ask(requestOf('back', '40'));
      await store.bookmarkRequests.close('back', null);
      await load(store, 'loading-2', at('200', { id: 'back' }));
      await load(store, 'loading-3', at('50'), 'backfill:b1:2026-01-01T00:00:00Z');
      const list = async (filter: object) =>
        (await store.bookmarkMoves.list({ limit: 10, ...filter })).filter(
          ({ run, request }) => run !== null || request === 'back',
        );
      const words = ({ what, run, bound, rows, request, by, kind, system }: BookmarkMove) =>
        [what, run, kind, system, bound, rows, request, by].join(' ');
      const all = [
        'load loading-1 xid 7 100 7  ',
        'rewind  xid  40  back ada',
        'load loading-2 xid 7 200 7 back ',
      ];
      assert.deepEqual((await list({})).map(words), all);
      assert.deepEqual((await list({ pipeline: 'loading', source: 'shop' })).map(words), all);
      assert.deepEqual(await list({ pipeline: 'other' }), []);
      assert.deepEqual(await list({ source: 'other' }), []);
      assert.deepEqual((await list({ limit: 1 })).map(words), all.slice(2));
    });
  });
}
