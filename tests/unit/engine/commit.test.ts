/** The commit of one outcome: what goes wrong meanwhile -> the stage's state, and the order of the effects. */
import assert from 'node:assert/strict';
import { commit } from '../../../orchestrator/engine/steps/commit.ts';
import type { Outcome } from '../../../orchestrator/model/attempt.ts';
import { FencedOut, TerminalError, UnreachableError } from '../../../orchestrator/model/errors.ts';
import { openScene, resultOf, type Scene } from './scene.ts';

const PROPOSAL = {
  shop: { system_identifier: '7', kind: 'xid' as const, tables: { sales: '20' } },
};

describe('commit', () => {
  let scene: Scene;
  let order: string[];
  let write: () => Promise<void>;

  beforeEach(async () => {
    order = [];
    write = () => Promise.resolve();
    scene = await openScene();
    const { world } = scene;
    world.bookmarks = {
      read: () => Promise.resolve(null),
      write: () => {
        order.push('bookmark');
        return write();
      },
    };
    const attempts = { ...world.store.attempts };
    world.store.attempts.commit = (...args) => {
      order.push('commit');
      return attempts.commit(...args);
    };
    world.cluster.logs = () => {
      order.push('logs');
      return Promise.resolve([]);
    };
  });

  async function ended(outcome: Partial<Outcome>, bookmark = false): Promise<void> {
    const { world, id } = scene;
    await world.store.attempts.ended(id, {
      state: 'succeeded',
      reason: 'done',
      result: resultOf(id, 'succeeded', { bookmark: bookmark ? PROPOSAL : null }),
      error: null,
      counted: true,
      ...outcome,
    });
  }

  const FAILED: Partial<Outcome> = {
    state: 'failed',
    reason: 'it broke',
    result: null,
    error: { class: 'Lost', message: 'it broke', retryable: true },
  };

  const stages = async () => [await scene.stage('one'), await scene.stage('two')];

  it('writes the bookmark of a success before it readies the children', async () => {
    await ended({}, true);
    await commit(scene.world);
    assert.deepEqual(order, ['bookmark', 'commit']);
    assert.deepEqual(await stages(), ['succeeded', 'ready']);
  });

  it('writes no bookmark for a success that proposes none', async () => {
    await ended({});
    await commit(scene.world);
    assert.deepEqual([order, await stages()], [['commit'], ['succeeded', 'ready']]);
  });

  it('commits once', async () => {
    await ended({}, true);
    await commit(scene.world);
    await commit(scene.world);
    assert.deepEqual(order, ['bookmark', 'commit']);
  });

  it('leaves the outcome for the next pass if the bookmark can not be written', async () => {
    await ended({}, true);
    write = () => Promise.reject(new UnreachableError('HDFS', 'it is away'));
    await assert.rejects(commit(scene.world));
    assert.deepEqual(await stages(), ['running', 'waiting']);
    write = () => Promise.resolve();
    await commit(scene.world);
    assert.deepEqual(await stages(), ['succeeded', 'ready']);
  });

  it('fails the stage of a bookmark that can never be written', async () => {
    await ended({}, true);
    write = () => Promise.reject(new TerminalError('the bookmark is broken'));
    await commit(scene.world);
    assert.deepEqual(await stages(), ['failed', 'skipped']);
  });

  it('writes no bookmark once another orchestrator leads', async () => {
    await ended({}, true);
    scene.world.store.assertLead = () => Promise.reject(new FencedOut());
    await assert.rejects(commit(scene.world), FencedOut);
    assert.deepEqual([order, await stages()], [[], ['running', 'waiting']]);
  });

  it('readies the stage of a retryable failure again, after a pause', async () => {
    await ended(FAILED);
    await commit(scene.world);
    assert.deepEqual(await stages(), ['ready', 'waiting']);
    const [stage] = await scene.world.store.stages.of(scene.run);
    const pause = (stage?.notBefore?.getTime() ?? 0) - scene.world.clock.steady().getTime();
    assert.equal(pause, 10_000);
  });

  it('ends the stage of a terminal failure, and skips its children', async () => {
    await ended({ ...FAILED, error: { class: 'Bad', message: 'it broke', retryable: false } });
    await commit(scene.world);
    assert.deepEqual(await stages(), ['failed', 'skipped']);
  });

  it('diagnoses a failure without logs if they can not be fetched, and warns', async () => {
    await ended(FAILED);
    scene.world.cluster.logs = () => Promise.reject(new UnreachableError('a worker', 'away'));
    await commit(scene.world);
    assert.deepEqual(await stages(), ['ready', 'waiting']);
    assert.match(scene.warnings.join(), /the logs of .* could not be fetched/);
  });

  it('fetches no logs of an attempt that was killed', async () => {
    await scene.world.store.runs.kill(scene.run, 'enough', 'killed');
    await ended({ ...FAILED, state: 'killed', error: null });
    await commit(scene.world);
    assert.deepEqual([order, (await stages())[0]], [['commit'], 'killed']);
  });
});
