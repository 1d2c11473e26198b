/** Attempts, their stages, and the history. */
import assert from 'node:assert/strict';
import { NOW, type StoreKit } from '../../support/store-kit.ts';

export function describeAttempts(kit: StoreKit): void {
  const { planned, states, attempt, through } = kit;

  it('an outcome is acted upon once', async () => {
    const run = await planned();
    const outcome = await attempt(run, 'top', 'failed');
    await kit.store.attempts.commit(outcome, { stage: 'ready', reason: 'again', driverScale: 1.5 });
    await kit.store.attempts.commit(outcome, { stage: 'failed', reason: 'too late' });
    assert.match(await states(run), /^top ready/);
    assert.equal((await kit.store.stages.of(run))[0]?.driverScale, 1.5);
    await kit.store.runs.kill(run, 'test', 'killed');
  });

  it('a stage gets no second attempt before the outcome of the first is acted upon', async () => {
    const run = await planned();
    const first = await attempt(run, 'top', 'failed');
    const second = { id: `${run}-top-2`, run, stage: 'top', number: 2 };
    assert.equal(await kit.store.attempts.intend(second), false);
    assert.equal((await kit.store.attempts.of(run)).length, 1);
    await kit.store.attempts.commit(first, { stage: 'failed', reason: 'test' });
  });

  it('an outcome never changes', async () => {
    const run = await planned();
    const done = await attempt(run, 'top', 'succeeded');
    await kit.store.attempts.ended(done.id, {
      state: 'failed',
      reason: 'late',
      result: null,
      error: null,
      counted: true,
    });
    await kit.store.attempts.killing(done.id, { for: 'timeout', reason: 'late', since: NOW });
    assert.equal((await kit.store.attempts.get(done.id))?.state, 'succeeded');
    await kit.store.attempts.commit(done, { stage: 'failed', reason: 'test' });
  });

  it('a retry waits until its time', async () => {
    const run = await planned();
    const later = new Date(NOW.getTime() + 60_000);
    const outcome = await attempt(run, 'top', 'failed');
    await kit.store.attempts.commit(outcome, { stage: 'ready', reason: 'again', notBefore: later });
    const ready = async (now: Date) =>
      (await kit.store.stages.ready(now, 1000)).some((stage) => stage.run === run);
    assert.equal(await ready(NOW), false);
    assert.equal(await ready(later), true);
    await kit.store.runs.kill(run, 'test', 'killed');
  });

  it('the limit of ready stages counts for each pool, and for stages without one', async () => {
    const runs = [await planned({ priority: 9 }), await planned({ priority: 9 })];
    for (const run of runs) await through(run, 'top', 'succeeded');
    const others = [await planned({ priority: 8 }), await planned({ priority: 8 })];
    const ready = (await kit.store.stages.ready(NOW, 1)).filter(({ run }) =>
      [...runs, ...others].includes(run),
    );
    assert.deepEqual(
      ready.map(({ run, name }) => [run, name]),
      [
        [runs[0], 'left'],
        [others[0], 'top'],
      ],
    );
    for (const run of [...runs, ...others]) await kit.store.runs.kill(run, 'test', 'killed');
  });

  it('ready stages come by priority, then age; a stage may take all places of its pool', async () => {
    const [low, high] = [await planned(), await planned({ priority: 5 })];
    const order = (await kit.store.stages.ready(NOW, 1000)).map(({ run }) => run);
    assert.ok(order.indexOf(high) < order.indexOf(low));
    await through(high, 'top', 'succeeded');
    await kit.store.stages.admit([{ run: high, name: 'left' }]);
    assert.equal((await kit.store.stages.pools()).get('narrow'), 1);
    const right = (await kit.store.stages.ready(NOW, 1000)).find(
      ({ run, name }) => run === high && name === 'right',
    );
    assert.equal(right?.places, null);
    await kit.store.stages.admit([{ run: high, name: 'right' }]);
    assert.equal((await kit.store.stages.pools()).get('narrow'), Infinity);
    for (const run of [low, high]) await kit.store.runs.kill(run, 'test', 'killed');
  });

  it('a driver belongs to its attempt, whose logs are to be archived once', async () => {
    const run = await planned();
    await through(run, 'top', 'failed');
    const id = `${run}-top-1`;
    const [owner] = await kit.store.attempts.owners([`driver-${id}`], []);
    assert.equal(owner?.attempt, id);
    assert.ok(owner.ended);
    assert.ok((await kit.store.attempts.unarchived(1000)).some((each) => each.id === id));
    await kit.store.attempts.archived(id);
    assert.equal(
      (await kit.store.attempts.unarchived(1000)).some((each) => each.id === id),
      false,
    );
  });

  it('the history has every transition in order', async () => {
    const from = await kit.store.history.last();
    const run = await planned();
    await through(run, 'top', 'failed');
    const transitions = (await kit.store.history.since(from, run)).map(
      ({ stage, attempt, state }) => `${attempt ? 'attempt' : (stage ?? 'run')} ${state}`,
    );
    const [began, ended] = [transitions.slice(0, 7), transitions.slice(12)];
    assert.deepEqual(began, [
      'run queued',
      'run running',
      'top ready',
      'left waiting',
      'right waiting',
      'bottom waiting',
      'cleanup waiting',
    ]);
    assert.deepEqual(transitions.slice(7, 12).sort(), [
      'attempt failed',
      'attempt intended',
      'attempt submitted',
      'top admitted',
      'top running',
    ]);
    assert.deepEqual(ended.slice(0, 1), ['top failed']);
    assert.deepEqual(ended.at(-1), 'run failed');
  });
}
