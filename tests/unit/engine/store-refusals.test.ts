import assert from 'node:assert/strict';
import { commit } from '../../../orchestrator/engine/steps/commit.ts';
import { endAttempt } from '../../../orchestrator/engine/watch/end-attempt.ts';
import { planRuns } from '../../../orchestrator/engine/steps/plan-run.ts';
import type { Store } from '../../../orchestrator/ports/ports.ts';
import { PATIENCE } from '../../../orchestrator/engine/store-refusals.ts';
import type { Outcome } from '../../../orchestrator/model/attempt.ts';
import { StoreRefused, UnreachableError } from '../../../orchestrator/model/errors.ts';
import { clusterOf, testWorld, type TestWorld } from './world.ts';

const YAML = `pipeline: p\nstages:\n  s: { job: d/s.py }\n`;
const FAILED: Outcome = {
  state: 'failed',
  reason: 'bad',
  result: null,
  counted: true,
  error: { class: 'ValueError', message: 'bad', retryable: true },
};

/** The world with a store that refuses what does not say that it was refused. */
function refusing(world: TestWorld, error = new StoreRefused(new Error('no such text'))) {
  const { attempts } = world.store;
  const take = (reason: string, change: () => Promise<void>) =>
    reason.startsWith('StoreRefused: ') ? change() : Promise.reject(error);
  const store: Store = {
    ...world.store,
    attempts: {
      ...attempts,
      ended: (id, outcome) => take(outcome.reason, () => attempts.ended(id, outcome)),
      commit: (attempt, made) => take(made.reason, () => attempts.commit(attempt, made)),
    },
  };
  return { ...world, store };
}

describe('a transition that the store refuses for good', () => {
  it('ends the attempt as failed, with the reason, after some passes', async () => {
    const world = refusing(testWorld([YAML]));
    const id = await world.submitted(await world.planned('p'), 's');
    for (let pass = 1; pass < PATIENCE; pass++)
      await assert.rejects(endAttempt(world, id, FAILED), StoreRefused);
    await endAttempt(world, id, FAILED);
    const attempt = await world.store.attempts.get(id);
    assert.equal(attempt?.state, 'failed');
    assert.equal(attempt.error?.class, 'StoreRefused');
    assert.match(attempt.reason, /no such text/);
  });

  it('leaves a killed attempt killed', async () => {
    const world = refusing(testWorld([YAML]));
    const id = await world.submitted(await world.planned('p'), 's');
    const killed: Outcome = { ...FAILED, state: 'killed', error: null };
    for (let pass = 1; pass < PATIENCE; pass++)
      await assert.rejects(endAttempt(world, id, killed), StoreRefused);
    await endAttempt(world, id, killed);
    assert.equal((await world.store.attempts.get(id))?.state, 'killed');
  });

  it('ends the stage whose commitment is refused, and its run', async () => {
    const world = testWorld([YAML], { cluster: clusterOf({}) });
    const run = await world.planned('p');
    await world.store.attempts.ended(await world.submitted(run, 's'), FAILED);
    const refused = refusing(world);
    for (let pass = 1; pass < PATIENCE; pass++) await assert.rejects(commit(refused));
    await commit(refused);
    assert.equal((await world.store.stages.of(run))[0]?.state, 'failed');
    assert.equal((await world.store.runs.get(run))?.state, 'failed');
  });

  it('is not given up during an outage', async () => {
    const away = new UnreachableError('the run store', 'away');
    const world = refusing(testWorld([YAML]), away as never);
    const id = await world.submitted(await world.planned('p'), 's');
    for (let pass = 0; pass < 3 * PATIENCE; pass++)
      await assert.rejects(endAttempt(world, id, FAILED), UnreachableError);
  });

  it('fails only the run whose plan is refused', async () => {
    const world = testWorld([YAML, YAML.replace('pipeline: p', 'pipeline: q')]);
    for (const pipeline of ['p', 'q']) {
      await world.store.pipelines.register(pipeline, '', null, world.clock.now());
      await world.store.runs.insert({
        id: `${pipeline}-1`,
        pipeline,
        slot: 'manual:1',
        params: {},
        priority: 0,
        slotStart: world.clock.now(),
        slotEnd: world.clock.now(),
        reason: 'test',
        state: 'queued',
        notBefore: null,
      });
    }
    const { runs } = world.store;
    const plan: typeof runs.plan = (run, given) =>
      run === 'p-1' ? Promise.reject(new StoreRefused('odd')) : runs.plan(run, given);
    await planRuns({ ...world, store: { ...world.store, runs: { ...runs, plan } } });
    assert.equal((await runs.get('p-1'))?.state, 'failed');
    assert.equal((await runs.get('q-1'))?.state, 'running');
  });
});
