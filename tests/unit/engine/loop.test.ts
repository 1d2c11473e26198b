/** The loop of a leader that is in doubt whether it still leads. */
import assert from 'node:assert/strict';
import { UnreachableError } from '../../../orchestrator/model/errors.ts';
import { Loop } from '../../../orchestrator/engine/loop.ts';
import { testWorld } from './world.ts';

const YAML = 'pipeline: p\nstages: { only: { job: a.py } }';

/** A loop that takes so many passes; each sleep is over at once. */
async function passes(
  count: number,
  lease: { hold: () => Promise<boolean>; leads: () => boolean },
  steps: Record<string, () => void>,
): Promise<string[]> {
  const told: string[] = [];
  const world = testWorld([YAML]);
  let loop: Loop | undefined;
  await new Promise<void>((ended) => {
    const sleep = (): Promise<void> => {
      if (--count > 0) return Promise.resolve();
      ended();
      return new Promise((resolve) => setImmediate(resolve));
    };
    loop = Loop.start(
      { ...world, clock: { ...world.clock, sleep } },
      {
        lease,
        outages: new Map(),
        pause: () => Promise.resolve(1),
        onLead: () => Promise.resolve(void told.push('onLead')),
        steps: Object.fromEntries(
          Object.entries(steps).map(([name, step]) => [
            name,
            () => {
              told.push(name);
              step();
              return Promise.resolve();
            },
          ]),
        ),
      },
    );
  });
  await loop?.stop();
  return told;
}

describe('a leader in doubt', () => {
  it('takes no further step of the current pass', async () => {
    let leads = true;
    const lease = { hold: () => Promise.resolve(leads), leads: () => leads };
    const doubt = () => {
      leads = false;
    };
    assert.deepEqual(await passes(1, lease, { one: doubt, two: () => undefined }), [
      'onLead',
      'one',
    ]);
  });

  it('takes no step while the lead is unknown, and then starts over with onLead', async () => {
    const answers = [true, false, false, true];
    let leads = false;
    const hold = () => {
      leads = answers.shift() ?? false;
      return leads
        ? Promise.resolve(true)
        : Promise.reject(new UnreachableError('the run store', 'it is away'));
    };
    const told = await passes(4, { hold, leads: () => leads }, { step: () => undefined });
    assert.deepEqual(told, ['onLead', 'step', 'onLead', 'step']);
  });
});
