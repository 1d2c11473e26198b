/** What every run store keeps to: the one on PostgreSQL, and the one in memory that the simulation uses. */
import assert from 'node:assert/strict';
import type { Store } from '../../orchestrator/engine/ports.ts';
import { FencedOut } from '../../orchestrator/model/errors.ts';
import type { Pipeline } from '../../orchestrator/model/pipeline.ts';
import type { AttemptResult } from '../../orchestrator/model/result.ts';
import type { NewRun } from '../../orchestrator/model/run.ts';
import { parsePipeline } from '../../orchestrator/plan/load.ts';

export const DIAMOND: Pipeline = parsePipeline(
  `pipeline: diamond
stages:
  top: { job: d/top.py }
  left: { job: d/left.py, after: [top], pool: narrow }
  right: { job: d/right.py, after: [top], pool: narrow, places: all }
  bottom: { job: d/bottom.py, after: [left, right] }
  cleanup: { job: d/cleanup.py, after: [left, right], when: any-failed }
`,
  'diamond.yaml',
);

const LOADING = `pipeline: loading
sources: { shop: { kind: xid, tables: { sales: lake.bronze.sales } } }
stages: { load: { job: l/load.py, sources: [shop] } }
`;

const RELEASE = 'abc';
const NOW = new Date('2026-03-01T12:00:00Z');

export interface OpenedStore {
  /** A person's. */
  store: Store;
  /** The engine's; before it leads, and after it has lost the lead, each write is refused. */
  engine: Store;
  lease: { hold(): Promise<boolean>; release(): Promise<void> };
  rival: { hold(): Promise<boolean>; release(): Promise<void> };
}

export function newRun(id: string, over: Partial<NewRun> = {}): NewRun {
  return {
    id,
    pipeline: 'diamond',
    slot: `manual:${id}`,
    slotStart: NOW,
    slotEnd: NOW,
    params: {},
    priority: 0,
    reason: 'test',
    state: 'queued',
    notBefore: null,
    ...over,
  };
}

function loaded(attempt: string, bound: string): AttemptResult {
  return {
    ...{ version: 1, attempt, driver: 'driver-1', application: null, status: 'succeeded' },
    ...{ error: null, snapshots: {}, expectations: [] },
    rows: { 'lake.bronze.sales': { read: 7, written: 7, quarantined: 0 } },
    bookmark: { shop: { system_identifier: '7', kind: 'xid', tables: { sales: bound } } },
    ...{ started: NOW.toISOString(), ended: NOW.toISOString() },
  };
}

export function describeStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`the run store ${name}`, function () {
    this.timeout(60_000);
    let opened: OpenedStore;
    let store: Store;
    let runs = 0;

    before(async () => {
      opened = await open();
      store = opened.store;
      await store.pipelines.register('diamond', '', null, NOW);
    });

    async function planned(over: Partial<NewRun> = {}): Promise<string> {
      const id = `diamond-${++runs}`;
      await store.runs.insert(newRun(id, over));
      const version = await store.pipelines.version(DIAMOND, RELEASE);
      await store.runs.plan(id, { version, release: RELEASE, definition: DIAMOND, deadline: null });
      return id;
    }

    async function states(run: string): Promise<string> {
      return (await store.stages.of(run)).map(({ name, state }) => `${name} ${state}`).join(', ');
    }

    /** Takes a ready stage through one attempt to an outcome that has been saved. */
    async function attempt(
      run: string,
      stage: string,
      state: 'succeeded' | 'failed' | 'killed',
      number = 1,
    ) {
      const id = `${run}-${stage}-${number}`;
      await store.stages.admit([{ run, name: stage }]);
      assert.equal(await store.attempts.intend({ id, run, stage, number }), true);
      await store.attempts.submitted(id, `driver-${id}`, 'submitted', NOW);
      await store.attempts.ended(id, {
        state,
        reason: state,
        result: null,
        error: null,
        counted: true,
      });
      const ended = (await store.attempts.uncommitted()).find((each) => each.id === id);
      assert.ok(ended);
      return ended;
    }

    async function through(run: string, stage: string, state: 'succeeded' | 'failed', number = 1) {
      await store.attempts.commit(await attempt(run, stage, state, number), {
        stage: state,
        reason: state,
      });
    }

    it('makes one run of a slot, whoever comes second', async () => {
      const slot = 'cron:2026-01-01T00:00:00Z';
      const made = await Promise.all([
        store.runs.insert(newRun('first', { slot })),
        store.runs.insert(newRun('second', { slot })),
      ]);
      assert.equal(made.filter((found) => found !== null).length, 1);
      for (const found of made) if (found) await store.runs.fail(found.id, 'test');
    });

    it('takes a slot of a schedule once', async () => {
      const slot = new Date('2026-03-01T11:00:00Z');
      const next = new Date('2026-03-01T13:00:00Z');
      await store.pipelines.register('hourly', 'v1', slot, NOW);
      assert.deepEqual(
        (await store.pipelines.due(NOW)).map(({ name }) => name),
        ['hourly'],
      );
      const run = (id: string) => newRun(id, { pipeline: 'hourly', slot: `cron:${id}` });
      await store.pipelines.take('hourly', slot, [run('h-1')], next);
      await store.pipelines.take('hourly', slot, [run('h-2')], next);
      assert.ok(await store.runs.get('h-1'));
      assert.equal(await store.runs.get('h-2'), null);
      assert.deepEqual(await store.pipelines.due(NOW), []);
      await store.runs.fail('h-1', 'test');
    });

    it('goes on with a schedule that is known, and begins anew with one that has changed', async () => {
      const [one, two] = [new Date('2026-04-01T00:00:00Z'), new Date('2026-05-01T00:00:00Z')];
      const next = async () =>
        (await store.pipelines.list()).find(({ name }) => name === 'changing')?.nextSlot?.getTime();
      await store.pipelines.register('changing', 'v1', one, NOW);
      await store.pipelines.register('changing', 'v1', two, NOW);
      assert.equal(await next(), one.getTime());
      await store.pipelines.register('changing', 'v2', two, NOW);
      assert.equal(await next(), two.getTime());
    });

    it('lets a paused pipeline rest', async () => {
      const slot = new Date('2026-02-01T00:00:00Z');
      await store.pipelines.register('paused', '', slot, NOW);
      assert.equal(await store.pipelines.pause('paused', 'a holiday'), true);
      assert.equal(await store.pipelines.pause('paused', 'again'), false);
      assert.equal(
        (await store.pipelines.due(NOW)).some(({ name }) => name === 'paused'),
        false,
      );
      assert.equal(
        await store.pipelines.resume('paused', new Date('2026-06-01T00:00:00Z'), NOW),
        true,
      );
    });

    it('numbers the versions of a pipeline and its jobs', async () => {
      const first = await store.pipelines.version(DIAMOND, RELEASE);
      assert.equal(await store.pipelines.version(DIAMOND, RELEASE), first);
      const changed = { ...DIAMOND, description: 'changed' };
      const numbers = await Promise.all([
        store.pipelines.version(changed, RELEASE),
        store.pipelines.version(DIAMOND, 'def'),
      ]);
      assert.equal(new Set([first, ...numbers]).size, 3);
      const [second] = numbers;
      assert.equal((await store.pipelines.definition('diamond', second))?.description, 'changed');
    });

    it('moves a diamond from its top to its bottom', async () => {
      const run = await planned();
      assert.equal(
        await states(run),
        'top ready, left waiting, right waiting, bottom waiting, cleanup waiting',
      );
      await through(run, 'top', 'succeeded');
      assert.match(await states(run), /top succeeded, left ready, right ready, bottom waiting/);
      await through(run, 'left', 'succeeded');
      assert.match(await states(run), /right ready, bottom waiting/);
      await through(run, 'right', 'succeeded');
      assert.match(await states(run), /bottom ready, cleanup skipped/);
      await through(run, 'bottom', 'succeeded');
      assert.equal((await store.runs.get(run))?.state, 'succeeded');
    });

    it('skips what comes after a failure, and lets what waits for failures and the rest go on', async () => {
      const run = await planned();
      await through(run, 'top', 'succeeded');
      await through(run, 'left', 'failed');
      assert.match(await states(run), /left failed, right ready, bottom skipped, cleanup waiting/);
      await through(run, 'right', 'succeeded');
      assert.match(await states(run), /cleanup ready/);
      assert.equal((await store.runs.get(run))?.state, 'running');
      await through(run, 'cleanup', 'succeeded');
      const ended = await store.runs.get(run);
      assert.deepEqual([ended?.state, ended?.reason], ['failed', 'left failed']);
    });

    it('runs the failed stage again with what comes after it, and keeps what had succeeded', async () => {
      const run = await planned();
      await through(run, 'top', 'succeeded');
      await through(run, 'left', 'failed');
      await through(run, 'right', 'succeeded');
      await through(run, 'cleanup', 'succeeded');
      assert.equal(await store.runs.retry(run, null, 'again'), true);
      assert.match(
        await states(run),
        /left ready, right succeeded, bottom waiting, cleanup succeeded/,
      );
      assert.deepEqual(
        (await store.attempts.of(run)).filter(({ counted }) => !counted).map(({ stage }) => stage),
        ['left'],
      );
      await through(run, 'left', 'succeeded', 2);
      await through(run, 'bottom', 'succeeded');
      assert.equal((await store.runs.get(run))?.state, 'succeeded');
      assert.equal(await store.runs.retry(run, ['right'], 'from right'), true);
      assert.match(
        await states(run),
        /left succeeded, right ready, bottom waiting, cleanup waiting/,
      );
      assert.equal(await store.runs.retry(run, null, 'it runs'), false);
      await store.runs.kill(run, 'test', 'killed');
    });

    it('goes on behind a stage that a person marks as succeeded', async () => {
      const run = await planned();
      await through(run, 'top', 'failed');
      assert.equal((await store.runs.get(run))?.state, 'failed');
      assert.equal(await store.runs.markSucceeded(run, 'top', 'mended by hand'), true);
      assert.match(await states(run), /top succeeded, left ready, right ready, bottom waiting/);
      await store.runs.kill(run, 'test', 'killed');
    });

    it('kills what waits at once, and ends the run when its last attempt has ended', async () => {
      const run = await planned();
      await through(run, 'top', 'succeeded');
      await store.stages.admit([{ run, name: 'left' }]);
      await store.attempts.intend({ id: `${run}-left-1`, run, stage: 'left', number: 1 });
      assert.equal(await store.runs.kill(run, 'enough', 'killed'), true);
      assert.match(await states(run), /left running, right killed, bottom killed, cleanup killed/);
      assert.equal((await store.runs.get(run))?.state, 'killing');
      const [open] = (await store.attempts.open()).filter((each) => each.run === run);
      assert.deepEqual([open?.runState, open?.runReason], ['killing', 'enough']);
      await store.attempts.ended(`${run}-left-1`, {
        ...{ state: 'killed', reason: 'enough', result: null, error: null, counted: true },
      });
      const [ended] = (await store.attempts.uncommitted()).filter((each) => each.run === run);
      assert.ok(ended);
      await store.attempts.commit(ended, { stage: 'killed', reason: 'enough' });
      assert.equal((await store.runs.get(run))?.state, 'killing');
      assert.ok((await store.runs.killing()).some(({ id }) => id === run));
      await store.runs.endKilled(run);
      const over = await store.runs.get(run);
      assert.deepEqual([over?.state, over?.reason], ['killed', 'enough']);
      assert.equal(await store.runs.kill(run, 'again', 'killed'), false);
    });

    it('starts no stage of a run that is being killed', async () => {
      const run = await planned();
      await store.stages.admit([{ run, name: 'top' }]);
      await store.runs.kill(run, 'enough', 'failed');
      assert.equal(
        await store.attempts.intend({ id: `${run}-top-1`, run, stage: 'top', number: 1 }),
        false,
      );
      await store.runs.endKilled(run);
      assert.equal((await store.runs.get(run))?.state, 'failed');
    });

    it('acts upon an outcome once', async () => {
      const run = await planned();
      const outcome = await attempt(run, 'top', 'failed');
      await store.attempts.commit(outcome, { stage: 'ready', reason: 'again', driverScale: 1.5 });
      await store.attempts.commit(outcome, { stage: 'failed', reason: 'too late' });
      assert.match(await states(run), /^top ready/);
      assert.equal((await store.stages.of(run))[0]?.driverScale, 1.5);
      await store.runs.kill(run, 'test', 'killed');
    });

    it('keeps a stage from a second attempt while the first has not been acted upon', async () => {
      const run = await planned();
      const first = await attempt(run, 'top', 'failed');
      const second = { id: `${run}-top-2`, run, stage: 'top', number: 2 };
      assert.equal(await store.attempts.intend(second), false);
      assert.equal((await store.attempts.of(run)).length, 1);
      await store.attempts.commit(first, { stage: 'failed', reason: 'test' });
    });

    it('does not let an outcome be changed', async () => {
      const run = await planned();
      const done = await attempt(run, 'top', 'succeeded');
      await store.attempts.ended(done.id, {
        ...{ state: 'failed', reason: 'late', result: null, error: null, counted: true },
      });
      await store.attempts.killing(done.id, { for: 'timeout', reason: 'late', since: NOW });
      assert.equal((await store.attempts.get(done.id))?.state, 'succeeded');
      await store.attempts.commit(done, { stage: 'failed', reason: 'test' });
    });

    it('holds a retry back until its time', async () => {
      const run = await planned();
      const later = new Date(NOW.getTime() + 60_000);
      const outcome = await attempt(run, 'top', 'failed');
      await store.attempts.commit(outcome, { stage: 'ready', reason: 'again', notBefore: later });
      const ready = async (now: Date) =>
        (await store.stages.ready(now, 1000)).some((stage) => stage.run === run);
      assert.equal(await ready(NOW), false);
      assert.equal(await ready(later), true);
      await store.runs.kill(run, 'test', 'killed');
    });

    it('hands out ready stages by priority, then age, and counts the places of pools', async () => {
      const [low, high] = [await planned(), await planned({ priority: 5 })];
      const order = (await store.stages.ready(NOW, 1000)).map(({ run }) => run);
      assert.ok(order.indexOf(high) < order.indexOf(low));
      await through(high, 'top', 'succeeded');
      await store.stages.admit([{ run: high, name: 'left' }]);
      assert.equal((await store.stages.pools()).get('narrow'), 1);
      const right = (await store.stages.ready(NOW, 1000)).find(
        ({ run, name }) => run === high && name === 'right',
      );
      assert.equal(right?.places, null);
      await store.stages.admit([{ run: high, name: 'right' }]);
      assert.equal((await store.stages.pools()).get('narrow'), Infinity);
      for (const run of [low, high]) await store.runs.kill(run, 'test', 'killed');
    });

    it('finds successes that nothing has come after yet', async () => {
      await store.pipelines.register('behind', '', null, NOW);
      const run = await planned();
      for (const stage of ['top', 'left', 'right', 'bottom'])
        await through(run, stage, 'succeeded');
      const since = new Date(0);
      const found = async () =>
        (await store.runs.successesWithout('diamond', since, 'behind')).map(({ id }) => id);
      assert.ok((await found()).includes(run));
      await store.runs.insert(newRun('behind-1', { pipeline: 'behind', slot: `after:${run}` }));
      assert.equal((await found()).includes(run), false);
      await store.runs.fail('behind-1', 'test');
    });

    it('ends overdue runs as failed', async () => {
      const id = 'diamond-late';
      await store.runs.insert(newRun(id));
      const version = await store.pipelines.version(DIAMOND, RELEASE);
      const plan = { version, release: RELEASE, definition: DIAMOND, deadline: NOW };
      await store.runs.plan(id, plan);
      assert.deepEqual(
        (await store.runs.overdue(NOW)).map((run) => run.id),
        [id],
      );
      await store.runs.kill(id, 'too long', 'failed');
      await store.runs.endKilled(id);
      assert.equal((await store.runs.get(id))?.state, 'failed');
    });

    it('knows whose a driver is, and which attempts have logs to keep', async () => {
      const run = await planned();
      await through(run, 'top', 'failed');
      const id = `${run}-top-1`;
      const [owner] = await store.attempts.owners([`driver-${id}`], []);
      assert.equal(owner?.attempt, id);
      assert.ok(owner.ended);
      assert.ok((await store.attempts.unarchived(1000)).some((each) => each.id === id));
      await store.attempts.archived(id);
      assert.equal(
        (await store.attempts.unarchived(1000)).some((each) => each.id === id),
        false,
      );
    });

    it('writes down every transition in order, with its reason', async () => {
      const from = await store.history.last();
      const run = await planned();
      await through(run, 'top', 'failed');
      const told = (await store.history.since(from, run)).map(
        ({ stage, attempt, state }) => `${attempt ? 'attempt' : (stage ?? 'run')} ${state}`,
      );
      const [began, ended] = [told.slice(0, 7), told.slice(12)];
      assert.deepEqual(began, [
        ...['run queued', 'run running', 'top ready', 'left waiting', 'right waiting'],
        ...['bottom waiting', 'cleanup waiting'],
      ]);
      assert.deepEqual(told.slice(7, 12).sort(), [
        ...[
          'attempt failed',
          'attempt intended',
          'attempt submitted',
          'top admitted',
          'top running',
        ],
      ]);
      assert.deepEqual(ended.slice(0, 1), ['top failed']);
      assert.deepEqual(ended.at(-1), 'run failed');
    });

    describe('of the past', () => {
      const LATER = new Date(Date.now() + 86_400_000);

      async function ended(over: Partial<NewRun> = {}): Promise<string> {
        const id = `past-${++runs}`;
        await store.pipelines.register('past', '', null, NOW);
        await store.runs.insert(newRun(id, { pipeline: 'past', slot: `manual:${id}`, ...over }));
        await store.runs.fail(id, 'test');
        return id;
      }

      const pastRuns = async (before = LATER) =>
        (await store.retention.pastRuns(before, 1000))
          .filter(({ pipeline }) => pipeline === 'past')
          .map(({ id }) => id);

      it('gives what ended before a time, oldest first, but not the newest of a pipeline', async () => {
        const [first, second, third] = [await ended(), await ended(), await ended()];
        const found = await pastRuns();
        assert.deepEqual(found.slice(-2), [first, second]);
        assert.equal(found.includes(third), false);
        assert.deepEqual(await pastRuns(NOW), []);
        assert.equal((await store.retention.pastRuns(LATER, 1)).length, 1);
      });

      it('removes a run with all that belongs to it, and none that goes on', async () => {
        const run = await planned();
        await through(run, 'top', 'failed');
        const going = await planned();
        const newest = await planned();
        const removed = await store.retention.remove([run, going, newest], LATER);
        assert.deepEqual(removed, [run]);
        assert.equal(await store.runs.get(run), null);
        assert.deepEqual(await store.stages.of(run), []);
        assert.deepEqual(await store.attempts.of(run), []);
        assert.equal((await store.runs.get(going))?.state, 'running');
        for (const id of [going, newest]) await store.runs.kill(id, 'test', 'killed');
        for (const id of [going, newest]) await store.runs.endKilled(id);
      });

      it('removes no run that was retried since it was listed', async () => {
        const run = await planned();
        await through(run, 'top', 'failed');
        const newest = await planned();
        await store.runs.retry(run, null, 'again');
        assert.deepEqual(await store.retention.remove([run], LATER), []);
        for (const id of [run, newest]) await store.runs.kill(id, 'test', 'killed');
        for (const id of [run, newest]) await store.runs.endKilled(id);
      });

      it('keeps what a success has triggered while the success is there', async () => {
        const run = await ended();
        const child = await ended({ slot: `after:${run}` });
        await ended();
        assert.equal((await pastRuns()).includes(child), false);
        assert.deepEqual(await store.retention.remove([child], LATER), []);
        assert.deepEqual(await store.retention.remove([run], LATER), [run]);
        assert.equal((await pastRuns()).includes(child), true);
      });

      it('starts nothing from a file whose run is gone', async () => {
        const slot = 'file:/incoming/a@2026-01-01T00:00:00Z';
        const run = await ended({ slot });
        await ended();
        assert.deepEqual(await store.retention.remove([run], LATER), [run]);
        const again = newRun('past-again', { pipeline: 'past', slot });
        assert.equal(await store.runs.insert(again), null);
      });

      it('knows of which attempts HDFS keeps logs and files still', async () => {
        const run = await planned();
        await through(run, 'top', 'failed');
        const id = `${run}-top-1`;
        const kept = async (holding: 'logs' | 'files', before = LATER) =>
          (await store.retention.pastAttempts(before, holding, 1000)).some(
            (each) => each.id === id,
          );
        assert.deepEqual([await kept('logs'), await kept('files')], [true, true]);
        assert.deepEqual([await kept('logs', NOW), await kept('files', NOW)], [false, false]);
        await store.retention.cleared([id], 'logs');
        assert.deepEqual([await kept('logs'), await kept('files')], [false, true]);
        await store.retention.cleared([id], 'files');
        assert.deepEqual([await kept('logs'), await kept('files')], [false, false]);
        assert.deepEqual([...(await store.retention.known([id, 'nobody-1']))], [id]);
      });

      it('gives no attempt of a run that goes on, however old', async () => {
        const run = await planned();
        await through(run, 'top', 'succeeded');
        const found = await store.retention.pastAttempts(LATER, 'files', 1000);
        assert.equal(
          found.some((each) => each.run === run),
          false,
        );
        await store.runs.kill(run, 'test', 'killed');
        await store.runs.endKilled(run);
      });

      it('knows the releases of runs that go on or have ended lately', async () => {
        const run = await planned();
        const used = async (since: Date) =>
          (await store.retention.releasesInUse(since)).has(RELEASE);
        assert.equal(await used(LATER), true);
        await store.runs.kill(run, 'test', 'killed');
        await store.runs.endKilled(run);
        assert.equal(await used(NOW), true);
      });

      it('tells how the bookmark moved, newest last', async () => {
        const definition = parsePipeline(LOADING, 'loading.yaml');
        await store.pipelines.register('loading', '', null, NOW);
        const version = await store.pipelines.version(definition, RELEASE);
        for (const bound of ['100', '200']) {
          const id = `loading-${bound}`;
          await store.runs.insert(newRun(id, { pipeline: 'loading', slot: `manual:${id}` }));
          await store.runs.plan(id, { version, release: RELEASE, definition, deadline: null });
          await store.stages.admit([{ run: id, name: 'load' }]);
          await store.attempts.intend({ id: `${id}-load-1`, run: id, stage: 'load', number: 1 });
          const result = loaded(`${id}-load-1`, bound);
          await store.attempts.ended(`${id}-load-1`, {
            ...{ state: 'succeeded', reason: 'test', result, error: null, counted: true },
          });
          const [done] = (await store.attempts.uncommitted()).filter((each) => each.run === id);
          assert.ok(done);
          await store.attempts.commit(done, { stage: 'succeeded', reason: 'test' });
        }
        const moves = await store.bookmarkMoves.list({ pipeline: 'loading', limit: 10 });
        assert.deepEqual(
          moves.map(({ run, source, table, bound, rows }) => [run, source, table, bound, rows]),
          [
            ['loading-100', 'shop', 'sales', '100', 7],
            ['loading-200', 'shop', 'sales', '200', 7],
          ],
        );
        const [last] = await store.bookmarkMoves.list({ limit: 1 });
        assert.equal(last?.bound, '200');
      });
    });

    it('finds a version without making one', async () => {
      const definition = { ...DIAMOND, name: 'unmade' };
      assert.deepEqual(await store.pipelines.findVersion(definition, RELEASE), {
        known: null,
        newest: 0,
      });
      await store.pipelines.register('unmade', '', null, NOW);
      const version = await store.pipelines.version(definition, RELEASE);
      assert.deepEqual(await store.pipelines.findVersion(definition, RELEASE), {
        known: version,
        newest: version,
      });
      assert.equal((await store.pipelines.findVersion(definition, 'other')).known, null);
    });

    it('lets one lead, refuses the writes of who does not, and those of who did', async () => {
      const { engine, lease, rival } = opened;
      const run = newRun(`diamond-fenced-${++runs}`);
      await assert.rejects(engine.runs.insert(run), FencedOut);
      assert.deepEqual([await lease.hold(), await rival.hold()], [true, false]);
      assert.ok(await engine.runs.insert(run));
      await lease.release();
      assert.equal(await rival.hold(), true);
      assert.equal(await lease.hold(), false);
      await assert.rejects(engine.runs.fail(run.id, 'not mine to end'), FencedOut);
      await assert.rejects(engine.assertLead(), FencedOut);
      await rival.release();
      await store.runs.fail(run.id, 'test');
    });
  });
}
