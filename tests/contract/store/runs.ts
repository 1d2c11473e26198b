/** Runs, from their plan to their end. */
import assert from 'node:assert/strict';
import { planRun } from '../../../orchestrator/plan/run-plan.ts';
import { DIAMOND, newRun, NOW, RELEASE, type StoreKit } from '../../support/store-kit.ts';

export function describeRuns(kit: StoreKit): void {
  const { planned, states, through } = kit;

  it('a stage becomes ready once all stages before it have succeeded', async () => {
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
    assert.equal((await kit.store.runs.get(run))?.state, 'succeeded');
  });

  it('a failure skips the stages after it, but not those that wait for a failure', async () => {
    const run = await planned();
    await through(run, 'top', 'succeeded');
    await through(run, 'left', 'failed');
    assert.match(await states(run), /left failed, right ready, bottom skipped, cleanup waiting/);
    await through(run, 'right', 'succeeded');
    assert.match(await states(run), /cleanup ready/);
    assert.equal((await kit.store.runs.get(run))?.state, 'running');
    await through(run, 'cleanup', 'succeeded');
    const ended = await kit.store.runs.get(run);
    assert.deepEqual([ended?.state, ended?.reason], ['failed', 'left failed']);
  });

  it('a retry repeats failed stages and those after them; with `from`, that stage and those after it', async () => {
    const run = await planned();
    await through(run, 'top', 'succeeded');
    await through(run, 'left', 'failed');
    await through(run, 'right', 'succeeded');
    await through(run, 'cleanup', 'succeeded');
    assert.equal(await kit.store.runs.retry(run, null, 'again'), true);
    assert.match(
      await states(run),
      /left ready, right succeeded, bottom waiting, cleanup succeeded/,
    );
    assert.deepEqual(
      (await kit.store.attempts.of(run))
        .filter(({ counted }) => !counted)
        .map(({ stage }) => stage),
      ['left'],
    );
    await through(run, 'left', 'succeeded', 2);
    await through(run, 'bottom', 'succeeded');
    assert.equal((await kit.store.runs.get(run))?.state, 'succeeded');
    assert.equal(await kit.store.runs.retry(run, ['right'], 'from right'), true);
    assert.match(await states(run), /left succeeded, right ready, bottom waiting, cleanup waiting/);
    assert.equal(await kit.store.runs.retry(run, null, 'it runs'), false);
    await kit.store.runs.kill(run, 'test', 'killed');
  });

  it('a run goes on after a stage that a person marks as succeeded', async () => {
    const run = await planned();
    await through(run, 'top', 'failed');
    assert.equal((await kit.store.runs.get(run))?.state, 'failed');
    assert.equal(await kit.store.runs.markSucceeded(run, 'top', 'fixed by hand'), true);
    assert.match(await states(run), /top succeeded, left ready, right ready, bottom waiting/);
    await kit.store.runs.kill(run, 'test', 'killed');
  });

  it('a kill ends waiting stages at once, and the run once its last attempt has ended', async () => {
    const run = await planned();
    await through(run, 'top', 'succeeded');
    await kit.store.stages.admit([{ run, name: 'left' }]);
    await kit.store.attempts.intend({ id: `${run}-left-1`, run, stage: 'left', number: 1 });
    assert.equal(await kit.store.runs.kill(run, 'enough', 'killed'), true);
    assert.match(await states(run), /left running, right killed, bottom killed, cleanup killed/);
    assert.equal((await kit.store.runs.get(run))?.state, 'killing');
    const [open] = (await kit.store.attempts.open()).filter((each) => each.run === run);
    assert.deepEqual([open?.runState, open?.runReason], ['killing', 'enough']);
    await kit.store.attempts.ended(`${run}-left-1`, {
      state: 'killed',
      reason: 'enough',
      result: null,
      error: null,
      counted: true,
    });
    const [ended] = (await kit.store.attempts.uncommitted()).filter((each) => each.run === run);
    assert.ok(ended);
    await kit.store.attempts.commit(ended, { stage: 'killed', reason: 'enough' });
    assert.equal((await kit.store.runs.get(run))?.state, 'killing');
    assert.ok((await kit.store.runs.killing()).some(({ id }) => id === run));
    await kit.store.runs.endKilled(run);
    const over = await kit.store.runs.get(run);
    assert.deepEqual([over?.state, over?.reason], ['killed', 'enough']);
    assert.equal(await kit.store.runs.kill(run, 'again', 'killed'), false);
  });

  it('a run that cannot end as killed fails', async () => {
    const run = await planned();
    await kit.store.runs.fail(run, 'too early');
    assert.equal((await kit.store.runs.get(run))?.state, 'running');
    await kit.store.runs.kill(run, 'enough', 'killed');
    await kit.store.runs.fail(run, 'its end was refused');
    const over = await kit.store.runs.get(run);
    assert.deepEqual([over?.state, over?.reason], ['failed', 'its end was refused']);
    assert.ok(over?.ended);
  });

  it('no stage of a run that is being killed starts', async () => {
    const run = await planned();
    await kit.store.stages.admit([{ run, name: 'top' }]);
    await kit.store.runs.kill(run, 'enough', 'failed');
    assert.equal(
      await kit.store.attempts.intend({ id: `${run}-top-1`, run, stage: 'top', number: 1 }),
      false,
    );
    await kit.store.runs.endKilled(run);
    assert.equal((await kit.store.runs.get(run))?.state, 'failed');
  });

  it('a success is listed until it has triggered a run', async () => {
    await kit.store.pipelines.register('behind', '', null, NOW);
    const run = await planned();
    for (const stage of ['top', 'left', 'right', 'bottom']) await through(run, stage, 'succeeded');
    const since = new Date(0);
    const found = async () =>
      (await kit.store.runs.successesWithout('diamond', since, 'behind')).map(({ id }) => id);
    assert.ok((await found()).includes(run));
    await kit.store.runs.insert(newRun('behind-1', { pipeline: 'behind', slot: `after:${run}` }));
    assert.equal((await found()).includes(run), false);
    await kit.store.runs.fail('behind-1', 'test');
  });

  it('a run past its deadline is overdue, and fails', async () => {
    const id = 'diamond-late';
    await kit.store.runs.insert(newRun(id));
    const version = await kit.store.pipelines.version(DIAMOND, RELEASE);
    const plan = planRun(DIAMOND, {}, { version, release: RELEASE, deadline: NOW });
    await kit.store.runs.plan(id, plan);
    assert.deepEqual(
      (await kit.store.runs.overdue(NOW)).map((run) => run.id),
      [id],
    );
    await kit.store.runs.kill(id, 'too long', 'failed');
    await kit.store.runs.endKilled(id);
    assert.equal((await kit.store.runs.get(id))?.state, 'failed');
  });
}
