import assert from 'node:assert/strict';
import { alerting } from '../../../orchestrator/engine/steps/alert.ts';
import { RetryableError, StoreRefused } from '../../../orchestrator/model/errors.ts';
import { testWorld } from './world.ts';

const YAML = `pipeline: p
alerts: [{ on: [failed, killed], webhook: 'https://chat.example/hook' }]
stages: { only: { job: a.py } }`;

describe('alert', () => {
  it('calls the webhook of a failed run once, and again if the call failed', async () => {
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
    const alert = alerting();
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

  it('calls no webhook for a run that ended in another state', async () => {
    const world = testWorld([YAML], { notify: () => Promise.reject(new Error('nobody asked')) });
    const run = await world.planned('p');
    await world.store.stages.fail(run, 'only', 'it broke');
    await world.store.runs.markSucceeded(run, 'only', 'fixed');
    await alerting()(world);
  });

  it('calls the webhook once even if the store does not save that it did', async () => {
    let told = 0;
    const world = testWorld([YAML], {
      notify: () => {
        told += 1;
        return Promise.resolve();
      },
    });
    const run = await world.planned('p');
    await world.store.stages.fail(run, 'only', 'it broke');
    world.store.runs.alerted = () => Promise.reject(new StoreRefused('no'));
    const alert = alerting();
    for (let pass = 0; pass < 3; pass++) await assert.rejects(alert(world));
    assert.equal(told, 1);
  });
});
