import assert from 'node:assert/strict';
import pg from 'pg';
import type { Store } from '../../orchestrator/engine/ports.ts';
import { UnreachableError } from '../../orchestrator/model/errors.ts';
import type { Pipeline } from '../../orchestrator/model/pipeline.ts';
import { parsePipeline } from '../../orchestrator/plan/load.ts';
import { Database } from '../../orchestrator/store/connect.ts';
import { openLead } from '../../orchestrator/store/lead.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { throwawayPostgres, type ThrowawayPostgres } from '../integration/throwaway-postgres.ts';

const DIAMOND: Pipeline = parsePipeline(
  `pipeline: diamond
stages:
  top: { job: d/top.py }
  left: { job: d/left.py, after: [top] }
  right: { job: d/right.py, after: [top] }
  bottom: { job: d/bottom.py, after: [left, right] }
`,
  'diamond.yaml',
);

describe('the run store', function () {
  this.timeout(60_000);
  let postgres: ThrowawayPostgres;
  let config: pg.ClientConfig;
  let database: Database;
  let store: Store;
  let runs = 0;

  before(async () => {
    postgres = await throwawayPostgres();
    config = { connectionString: postgres.url() };
    await Promise.all([migrate(config), migrate(config)]);
    database = new Database(config);
    store = openStore(database);
    await store.registerPipeline('diamond', new Date());
  });

  after(async () => {
    await database.close();
    await postgres.remove();
  });

  async function planned(): Promise<string> {
    const id = `diamond-${++runs}`;
    await store.insertRun({ id, pipeline: 'diamond', slot: `manual:${id}`, reason: 'test' });
    await store.planRun(id, DIAMOND, 'abc');
    return id;
  }

  async function states(run: string): Promise<string> {
    return (await store.stages(run)).map(({ name, state }) => `${name} ${state}`).join(', ');
  }

  /** Takes a ready stage through one attempt to an outcome that has been saved. */
  async function attempt(run: string, stage: string, state: 'succeeded' | 'failed', number = 1) {
    const id = `${run}-${stage}-${number}`;
    await store.admitStage(run, stage);
    await store.intendAttempt({ id, run, stage, number });
    await store.attemptSubmitted(id, 'driver-1', 'submitted');
    await store.attemptEnded(id, {
      state,
      reason: state,
      result: null,
      error: null,
      counted: true,
    });
    const ended = (await store.uncommittedAttempts()).find((a) => a.id === id);
    assert.ok(ended);
    return ended;
  }

  it('makes one run of a slot, whoever comes second', async () => {
    const run = { pipeline: 'diamond', slot: 'cron:2026-01-01T00:00:00Z', reason: 'test' };
    const made = await Promise.all([
      store.insertRun({ ...run, id: 'first' }),
      store.insertRun({ ...run, id: 'second' }),
    ]);
    assert.equal(made.filter((found) => found !== null).length, 1);
    for (const found of made) if (found) await store.failRun(found.id, 'test');
  });

  it('moves a diamond from its top to its bottom', async () => {
    const run = await planned();
    assert.equal(await states(run), 'top ready, left waiting, right waiting, bottom waiting');
    await store.commitSuccess(await attempt(run, 'top', 'succeeded'));
    assert.equal(await states(run), 'top succeeded, left ready, right ready, bottom waiting');
    await store.commitSuccess(await attempt(run, 'left', 'succeeded'));
    assert.match(await states(run), /right ready, bottom waiting/);
    await store.commitSuccess(await attempt(run, 'right', 'succeeded'));
    await store.commitSuccess(await attempt(run, 'bottom', 'succeeded'));
    assert.equal((await store.run(run))?.state, 'succeeded');
  });

  it('skips what comes after a failure, and lets the rest of the run go on', async () => {
    const run = await planned();
    await store.commitSuccess(await attempt(run, 'top', 'succeeded'));
    await store.commitFailure(await attempt(run, 'left', 'failed'), 'it broke');
    assert.equal(await states(run), 'top succeeded, left failed, right ready, bottom skipped');
    assert.equal((await store.run(run))?.state, 'running');
    await store.commitSuccess(await attempt(run, 'right', 'succeeded'));
    const ended = await store.run(run);
    assert.deepEqual([ended?.state, ended?.reason], ['failed', 'left failed']);
  });

  it('acts upon an outcome once', async () => {
    const run = await planned();
    const outcome = await attempt(run, 'top', 'failed');
    await store.commitRetry(outcome, new Date(), 'again');
    await store.commitFailure(outcome, 'too late');
    assert.match(await states(run), /^top ready/);
  });

  it('keeps a stage from a second attempt while the first has not been acted upon', async () => {
    const run = await planned();
    const first = await attempt(run, 'top', 'failed');
    await store.intendAttempt({ id: `${run}-top-2`, run, stage: 'top', number: 2 });
    assert.equal((await store.attempts(run)).length, 1);
    const second = `insert into attempt (id, run, stage, number, state, reason) values ($1, $2, 'top', 2, 'intended', '')`;
    await assert.rejects(database.query(second, [`${run}-top-2`, run]), /attempt_one_open/);
    await store.commitFailure(first, 'test');
  });

  it('does not let an outcome be changed', async () => {
    const run = await planned();
    const done = await attempt(run, 'top', 'succeeded');
    const late = {
      state: 'failed' as const,
      reason: 'late',
      result: null,
      error: null,
      counted: true,
    };
    await store.attemptEnded(done.id, late);
    await store.attemptKilling(done.id, 'late');
    assert.equal((await store.attempts(run))[0]?.state, 'succeeded');
    await store.commitFailure(done, 'test');
  });

  it('holds a retry back until its time', async () => {
    const run = await planned();
    const later = new Date(Date.now() + 60_000);
    await store.commitRetry(await attempt(run, 'top', 'failed'), later, 'again');
    const ready = async (now: Date) =>
      (await store.readyStages(now)).some((stage) => stage.run === run);
    assert.equal(await ready(new Date()), false);
    assert.equal(await ready(new Date(later.getTime() + 1)), true);
  });

  it('writes down every transition in order, with its reason', async () => {
    const from = await store.lastTransition();
    const run = await planned();
    await store.commitFailure(await attempt(run, 'top', 'failed'), 'it broke');
    const told = (await store.transitions(from, run)).map(
      ({ stage, state }) => `${stage ?? 'run'} ${state}`,
    );
    const skipped = told.splice(11, 3).sort();
    assert.deepEqual(told, [
      ...['run queued', 'run running', 'top ready', 'left waiting', 'right waiting'],
      ...['bottom waiting', 'top admitted', 'top intended', 'top submitted', 'top failed'],
      ...['top failed', 'run failed'],
    ]);
    assert.deepEqual(skipped, ['bottom skipped', 'left skipped', 'right skipped']);
  });

  it('has one leader, and another one when the leader is gone', async () => {
    const first = openLead(config, () => undefined);
    const second = openLead(config, () => undefined);
    assert.deepEqual([await first.leads(), await second.leads()], [true, false]);
    await first.close();
    assert.equal(await second.leads(), true);
    await second.close();
  });

  it('wakes the leader when somebody makes a run', async () => {
    let woken: () => void = () => undefined;
    const wake = new Promise<void>((resolve) => (woken = resolve));
    const lead = openLead(config, woken);
    await lead.leads();
    await planned();
    await wake;
    await lead.close();
  });

  it('is unreachable, not empty, while Postgres is down, and serves again afterwards', async () => {
    const lead = openLead(config, () => undefined);
    await lead.leads();
    await postgres.stop();
    await assert.rejects(store.activeRuns(), UnreachableError);
    await assert.rejects(
      store.insertRun({ id: 'x', pipeline: 'diamond', slot: 'x', reason: '' }),
      UnreachableError,
    );
    await assert.rejects(lead.leads(), UnreachableError);
    await postgres.start();
    assert.ok(Array.isArray(await store.activeRuns()));
    assert.equal(await lead.leads(), true);
    await lead.close();
  });
});
