/** Attempts, the stages they are of, and the history. */
import assert from 'node:assert/strict';
import { NOW, type StoreKit } from './kit.ts';

export function describeAttempts(kit: StoreKit): void {
  const { planned, states, attempt, through } = kit;

  it('acts upon an outcome once', async () => {
    const run = await planned();
    const outcome = await attempt(run, 'top', 'failed');
    await kit.store.attempts.commit(outcome, { stage: 'ready', reason: 'again', driverScale: 1.5 });
    await kit.store.attempts.commit(outcome, { stage: 'failed', reason: 'too late' });
    assert.match(await states(run), /^top ready/);
    assert.equal((await kit.store.stages.of(run))[0]?.driverScale, 1.5);
    await kit.store.runs.kill(run, 'test', 'killed');
  });

  it('keeps a stage from a second attempt while the first has not been acted upon', async () => {
    const run = await planned();
    const first = await attempt(run, 'top', 'failed');
    const second = { id: `${run}-top-2`, run, stage: 'top', number: 2 };
    assert.equal(await kit.store.attempts.intend(second), false);
    assert.equal((await kit.store.attempts.of(run)).length, 1);
    await kit.store.attempts.commit(first, { stage: 'failed', reason: 'test' });
  });

  it('does not let an outcome be changed', async () => {
    const run = await planned();
    const done = await attempt(run, 'top', 'succeeded');
    await kit.store.attempts.ended(done.id, {
      ...{ state: 'failed', reason: 'late', result: null, error: null, counted: true },
    });
    await kit.store.attempts.killing(done.id, { for: 'timeout', reason: 'late', since: NOW });
    assert.equal((await kit.store.attempts.get(done.id))?.state, 'succeeded');
    await kit.store.attempts.commit(done, { stage: 'failed', reason: 'test' });
  });

  it('holds a retry back until its time', async () => {
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

  it('hands out ready stages by priority, then age, and counts the places of pools', async () => {
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

  it('knows whose a driver is, and which attempts have logs to keep', async () => {
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

  it('writes down every transition in order, with its reason', async () => {
    const from = await kit.store.history.last();
    const run = await planned();
    await through(run, 'top', 'failed');
    const told = (await kit.store.history.since(from, run)).map(
      ({ stage, attempt, state }) => `${attempt ? 'attempt' : (stage ?? 'run')} ${state}`,
    );
    const [began, ended] = [told.slice(0, 7), told.slice(12)];
    assert.deepEqual(began, [
      ...['run queued', 'run running', 'top ready', 'left waiting', 'right waiting'],
      ...['bottom waiting', 'cleanup waiting'],
    ]);
    assert.deepEqual(told.slice(7, 12).sort(), [
      ...['attempt failed', 'attempt intended', 'attempt submitted', 'top admitted', 'top running'],
    ]);
    assert.deepEqual(ended.slice(0, 1), ['top failed']);
    assert.deepEqual(ended.at(-1), 'run failed');
  });
}
