/** Old rows, for retention, and the history of the bookmark. */
import assert from 'node:assert/strict';
import type { AttemptResult } from '../../../orchestrator/model/result.ts';
import type { NewRun } from '../../../orchestrator/model/run.ts';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';
import { planRun } from '../../../orchestrator/plan/run-plan.ts';
import { newRun, NOW, RELEASE, type StoreKit } from '../../support/store-kit.ts';

const LOADING = `pipeline: loading
sources: { shop: { kind: xid, tables: { sales: lake.bronze.sales } } }
stages: { load: { job: l/load.py, sources: [shop] } }
`;

function loaded(attempt: string, bound: string): AttemptResult {
  return {
    version: 1,
    attempt,
    driver: 'driver-1',
    application: null,
    status: 'succeeded',
    error: null,
    snapshots: {},
    expectations: [],
    rows: { 'lake.bronze.sales': { read: 7, written: 7, quarantined: 0 } },
    bookmark: { shop: { system_identifier: '7', kind: 'xid', tables: { sales: bound } } },
    started: NOW.toISOString(),
    ended: NOW.toISOString(),
  };
}

export function describePast(kit: StoreKit): void {
  const { planned, through, number } = kit;

  describe('with old rows', () => {
    const LATER = new Date(Date.now() + 86_400_000);

    async function ended(over: Partial<NewRun> = {}): Promise<string> {
      const id = `past-${number()}`;
      await kit.store.pipelines.register('past', '', null, NOW);
      await kit.store.runs.insert(newRun(id, { pipeline: 'past', slot: `manual:${id}`, ...over }));
      await kit.store.runs.fail(id, 'test');
      return id;
    }

    const pastRuns = async (before = LATER) =>
      (await kit.store.retention.pastRuns(before, 1000))
        .filter(({ pipeline }) => pipeline === 'past')
        .map(({ id }) => id);

    it('past runs ended before a time, oldest first; the newest run of a pipeline is none', async () => {
      const [first, second, third] = [await ended(), await ended(), await ended()];
      const found = await pastRuns();
      assert.deepEqual(found.slice(-2), [first, second]);
      assert.equal(found.includes(third), false);
      assert.deepEqual(await pastRuns(NOW), []);
      assert.equal((await kit.store.retention.pastRuns(LATER, 1)).length, 1);
    });

    it('a removed run takes its stages and attempts along; an open run is not removed', async () => {
      const run = await planned();
      await through(run, 'top', 'failed');
      const going = await planned();
      const newest = await planned();
      const removed = await kit.store.retention.remove([run, going, newest], LATER);
      assert.deepEqual(removed, [run]);
      assert.equal(await kit.store.runs.get(run), null);
      assert.deepEqual(await kit.store.stages.of(run), []);
      assert.deepEqual(await kit.store.attempts.of(run), []);
      assert.equal((await kit.store.runs.get(going))?.state, 'running');
      for (const id of [going, newest]) await kit.store.runs.kill(id, 'test', 'killed');
      for (const id of [going, newest]) await kit.store.runs.endKilled(id);
    });

    it('a run that was retried since it was listed is not removed', async () => {
      const run = await planned();
      await through(run, 'top', 'failed');
      const newest = await planned();
      await kit.store.runs.retry(run, null, 'again');
      assert.deepEqual(await kit.store.retention.remove([run], LATER), []);
      for (const id of [run, newest]) await kit.store.runs.kill(id, 'test', 'killed');
      for (const id of [run, newest]) await kit.store.runs.endKilled(id);
    });

    it('a run that a success triggered stays as long as that success', async () => {
      const run = await ended();
      const child = await ended({ slot: `after:${run}` });
      await ended();
      assert.equal((await pastRuns()).includes(child), false);
      assert.deepEqual(await kit.store.retention.remove([child], LATER), []);
      assert.deepEqual(await kit.store.retention.remove([run], LATER), [run]);
      assert.equal((await pastRuns()).includes(child), true);
    });

    it('a file whose run was removed starts no other run', async () => {
      const slot = 'file:/incoming/a@2026-01-01T00:00:00Z';
      const run = await ended({ slot });
      await ended();
      assert.deepEqual(await kit.store.retention.remove([run], LATER), [run]);
      const again = newRun('past-again', { pipeline: 'past', slot });
      assert.equal(await kit.store.runs.insert(again), null);
    });

    it('an attempt is past until its logs and files are cleared', async () => {
      const run = await planned();
      await through(run, 'top', 'failed');
      const id = `${run}-top-1`;
      const listed = async (kept: 'logs' | 'files', before = LATER) =>
        (await kit.store.retention.pastAttempts(before, kept, 1000)).some((each) => each.id === id);
      assert.deepEqual([await listed('logs'), await listed('files')], [true, true]);
      assert.deepEqual([await listed('logs', NOW), await listed('files', NOW)], [false, false]);
      await kit.store.retention.cleared([id], 'logs');
      assert.deepEqual([await listed('logs'), await listed('files')], [false, true]);
      await kit.store.retention.cleared([id], 'files');
      assert.deepEqual([await listed('logs'), await listed('files')], [false, false]);
      assert.deepEqual([...(await kit.store.retention.known([id, 'unknown-1']))], [id]);
    });

    it('an attempt of an open run is never past', async () => {
      const run = await planned();
      await through(run, 'top', 'succeeded');
      const found = await kit.store.retention.pastAttempts(LATER, 'files', 1000);
      assert.equal(
        found.some((each) => each.run === run),
        false,
      );
      await kit.store.runs.kill(run, 'test', 'killed');
      await kit.store.runs.endKilled(run);
    });

    it('releases of open and of recently ended runs are in use', async () => {
      const run = await planned();
      const used = async (since: Date) =>
        (await kit.store.retention.releasesInUse(since)).has(RELEASE);
      assert.equal(await used(LATER), true);
      await kit.store.runs.kill(run, 'test', 'killed');
      await kit.store.runs.endKilled(run);
      assert.equal(await used(NOW), true);
    });

    it('moves of the bookmark are listed newest last', async () => {
      const definition = parsePipeline(LOADING, 'loading.yaml');
      await kit.store.pipelines.register('loading', '', null, NOW);
      const version = await kit.store.pipelines.version(definition, RELEASE);
      for (const bound of ['100', '200']) {
        const id = `loading-${bound}`;
        await kit.store.runs.insert(newRun(id, { pipeline: 'loading', slot: `manual:${id}` }));
        await kit.store.runs.plan(
          id,
          planRun(definition, {}, { version, release: RELEASE, deadline: null }),
        );
        await kit.store.stages.admit([{ run: id, name: 'load' }]);
        await kit.store.attempts.intend({ id: `${id}-load-1`, run: id, stage: 'load', number: 1 });
        const result = loaded(`${id}-load-1`, bound);
        await kit.store.attempts.ended(`${id}-load-1`, {
          state: 'succeeded',
          reason: 'test',
          result,
          error: null,
          counted: true,
        });
        const [done] = (await kit.store.attempts.uncommitted()).filter((each) => each.run === id);
        assert.ok(done);
        await kit.store.attempts.commit(done, { stage: 'succeeded', reason: 'test' });
      }
      const moves = await kit.store.bookmarkMoves.list({ pipeline: 'loading', limit: 10 });
      assert.deepEqual(
        moves.map(({ run, source, table, bound, rows }) => [run, source, table, bound, rows]),
        [
          ['loading-100', 'shop', 'sales', '100', 7],
          ['loading-200', 'shop', 'sales', '200', 7],
        ],
      );
      const [last] = await kit.store.bookmarkMoves.list({ limit: 1 });
      assert.equal(last?.bound, '200');
    });
  });
}
