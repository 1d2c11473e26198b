import assert from 'node:assert/strict';
import { alert } from '../../../orchestrator/engine/alert.ts';
import { RetryableError } from '../../../orchestrator/model/errors.ts';
import { testWorld } from './world.ts';

const YAML = `pipeline: p
alerts: [{ on: [failed, killed], webhook: 'https://chat.example/hook' }]
stages: { only: { job: a.py } }`;

describe('alert', () => {
  it('tells who asked for it of a run that failed, once, and again where nobody took it', async () => {
    const told: object[] = [];
    let refused = 1;
    const world = testWorld([YAML], {
      notify: (webhook, body) => {
        if (refused-- > 0) return Promise.reject(new RetryableError('not now'));
        told.push({ webhook, ...body });
        return Promise.resolve();
      },
    });
    const run = await world.planned('p');
    await world.store.stages.fail(run, 'only', 'it broke');
    await assert.rejects(alert(world));
    await alert(world);
    await alert(world);
    assert.equal(told.length, 1);
    const [{ webhook, text, state } = {}] = told as Record<string, string>[];
    assert.deepEqual(
      [webhook, text, state],
      ['https://chat.example/hook', `${run} failed: only failed`, 'failed'],
    );
  });

  it('keeps quiet of a run that ended in another way', async () => {
    const world = testWorld([YAML], { notify: () => Promise.reject(new Error('nobody asked')) });
    const run = await world.planned('p');
    await world.store.stages.fail(run, 'only', 'it broke');
    await world.store.runs.markSucceeded(run, 'only', 'mended');
    await alert(world);
  });
});
