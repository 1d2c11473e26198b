/** An intent whose driver is not known: who holds its claim -> what becomes of it. */
import assert from 'node:assert/strict';
import { rescue } from '../../../orchestrator/engine/steps/rescue.ts';
import { submit } from '../../../orchestrator/engine/steps/submit.ts';
import { StoreRefused } from '../../../orchestrator/model/errors.ts';
import { DRIVER, openScene } from './scene.ts';

describe('rescue', () => {
  it('takes a free claim and fails the attempt, which uses up no retry', async () => {
    const { world, calls, attempt } = await openScene(false);
    await rescue(world);
    const { state, error, counted } = await attempt();
    assert.deepEqual(
      [state, error?.class, error?.retryable, counted],
      ['failed', 'SubmissionLost', true, false],
    );
    assert.deepEqual(calls, ['take claim']);
  });

  it('adopts the driver that holds the claim', async () => {
    const { world, see, attempt } = await openScene(false);
    see({ claim: 'driver' });
    await rescue(world);
    const { state, driver } = await attempt();
    assert.deepEqual([state, driver], ['submitted', DRIVER]);
  });

  it('ends the attempt as killed if its run was killed', async () => {
    const { world, run, attempt } = await openScene(false);
    await world.store.runs.kill(run, 'enough', 'killed');
    await rescue(world);
    const { state, reason, counted } = await attempt();
    assert.deepEqual([state, reason, counted], ['killed', 'enough', true]);
  });

  it('leaves an attempt that has its driver alone', async () => {
    const { world, calls, attempt } = await openScene();
    await rescue(world);
    assert.deepEqual([(await attempt()).state, calls], ['submitted', []]);
  });

  it('fails an attempt whose driver the store refused to save with the reason of the store', async () => {
    const { world, run, id } = await openScene();
    await world.store.attempts.ended(id, {
      state: 'failed',
      reason: 'first',
      result: null,
      error: null,
      counted: true,
    });
    const [first] = await world.store.attempts.uncommitted();
    assert.ok(first);
    await world.store.attempts.commit(first, { stage: 'ready', reason: 'again' });
    await world.store.stages.admit([{ run, name: 'one' }]);
    const { store } = world;
    const submitted = () => Promise.reject(new StoreRefused(new Error('odd id')));
    const refusing = {
      ...world,
      store: { ...store, attempts: { ...store.attempts, submitted } },
      attemptFiles: { ...world.attemptFiles, writeSpec: () => Promise.resolve('spec') },
      cluster: { ...world.cluster, submit: () => Promise.resolve('driver-9') },
    };
    await assert.rejects(submit(refusing));
    await rescue(refusing);
    const second = await store.attempts.get(`${run}-one-2`);
    assert.deepEqual([second?.state, second?.error?.class], ['failed', 'StoreRefused']);
  });
});
