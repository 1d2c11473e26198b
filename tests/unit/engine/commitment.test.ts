import assert from 'node:assert/strict';
import { commitmentOf } from '../../../orchestrator/engine/commit/commitment.ts';
import type { Outcome } from '../../../orchestrator/model/attempt.ts';
import type { Diagnosis } from '../../../orchestrator/model/diagnosis.ts';
import { testWorld } from './world.ts';

const YAML = `pipeline: p
retries: { limit: 2, backoff: 10s, factor: 3, jitter: 0, memory_factor: 1.5 }
stages: { only: { job: a.py } }`;

const diagnosis = (over: Partial<Diagnosis> = {}): Diagnosis => ({
  class: 'unknown',
  evidence: '',
  from: 'result',
  advice: '',
  retryable: true,
  ...over,
});

describe('what a failed attempt means for its stage', () => {
  async function failed(times: number, over: Partial<Outcome> = {}, found = diagnosis()) {
    const world = testWorld([YAML]);
    const run = await world.planned('p');
    for (let number = 1; ; number++) {
      const id = await world.submitted(run, 'only', number);
      const error = { class: 'Lost', message: 'lost', retryable: true };
      await world.store.attempts.ended(id, {
        state: 'failed',
        reason: 'it broke',
        result: null,
        error,
        counted: true,
        ...over,
      });
      const [attempt] = await world.store.attempts.uncommitted();
      assert.ok(attempt);
      if (number === times) return [await commitmentOf(world, attempt, found), world] as const;
      await world.store.attempts.commit(attempt, { stage: 'ready', reason: 'again' });
    }
  }

  it('is another try after a pause that grows, until the retries are used up', async () => {
    const pauses = [];
    for (const times of [1, 2]) {
      const [{ stage, notBefore }, { clock }] = await failed(times);
      assert.equal(stage, 'ready');
      pauses.push(((notBefore?.getTime() ?? 0) - clock.steady().getTime()) / 1000);
    }
    assert.deepEqual(pauses, [10, 30]);
    assert.equal((await failed(3))[0].stage, 'failed');
  });

  it('is the end at once after a terminal failure', async () => {
    const [{ stage, diagnosis: kept }] = await failed(1, {}, diagnosis({ retryable: false }));
    assert.equal(stage, 'failed');
    assert.equal(kept?.retryable, false);
  });

  it('uses up no retry if the attempt never began its job, a few times', async () => {
    assert.equal((await failed(4, { counted: false }))[0].stage, 'ready');
    assert.equal((await failed(6, { counted: false }))[0].stage, 'failed');
  });

  it("raises the memory that ran out by the pipeline's factor", async () => {
    const [executor] = await failed(1, {}, diagnosis({ class: 'executor-out-of-memory' }));
    assert.deepEqual([executor.driverScale, executor.executorScale], [undefined, 1.5]);
    const [driver] = await failed(1, {}, diagnosis({ class: 'driver-out-of-memory' }));
    assert.deepEqual([driver.driverScale, driver.executorScale], [1.5, undefined]);
  });

  it('is the end after a kill', async () => {
    assert.equal((await failed(1, { state: 'killed' }))[0].stage, 'killed');
  });
});
