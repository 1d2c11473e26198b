import assert from 'node:assert/strict';
import { reconciling } from '../../../orchestrator/engine/steps/reconcile.ts';
import { starve } from '../../../orchestrator/engine/steps/starve.ts';
import { clusterOf, testWorld } from './world.ts';

const YAML = 'pipeline: p\nconcurrency: 9\nstages: { only: { job: a.py } }';

describe('starve', () => {
  it('kills the youngest attempt that waited too long, one at a time, with the reason', async () => {
    const world = testWorld([YAML]);
    const older = await world.submitted(await world.planned('p'), 'only');
    world.pass(5);
    const younger = await world.submitted(await world.planned('p'), 'only');
    world.pass(50);
    await starve(world);
    assert.deepEqual(
      (await world.store.attempts.open()).map(({ state }) => state),
      ['submitted', 'submitted'],
    );
    world.pass(30);
    await starve(world);
    await starve(world);
    const [first, second] = await world.store.attempts.open();
    assert.deepEqual([first?.id, first?.state], [older, 'submitted']);
    assert.deepEqual([second?.id, second?.killing?.for], [younger, 'starved']);
    assert.match(String(second?.reason), /has starved for 80 s: it waits for .*it gives back/);
  });

  it('kills nothing while no worker is alive', async () => {
    const world = testWorld([YAML], { cluster: clusterOf({ workers: [] }) });
    await world.submitted(await world.planned('p'), 'only');
    world.pass(600);
    await starve(world);
    assert.equal((await world.store.attempts.open())[0]?.state, 'submitted');
  });
});

describe('reconcile', () => {
  it('kills the driver of an ended attempt after the patience, and leaves strangers alone', async () => {
    const world = testWorld([YAML]);
    const attempt = await world.submitted(await world.planned('p'), 'only');
    const driver = (id: string) =>
      ({ id, state: 'RUNNING', worker: 'w', cores: 1, memory: 1 }) as const;
    const drivers = [`driver-of-${attempt}`, 'driver-of-a-stranger'];
    const cluster = clusterOf({ drivers: new Map(drivers.map((id) => [id, driver(id)])) });
    const reconcile = reconciling();
    await reconcile({ ...world, cluster });
    await world.store.attempts.ended(attempt, {
      state: 'failed',
      reason: 'lost',
      result: null,
      error: null,
      counted: true,
    });
    await reconcile({ ...world, cluster });
    assert.deepEqual(cluster.ended, []);
    world.pass(31);
    await reconcile({ ...world, cluster });
    assert.deepEqual(cluster.ended, [`driver-of-${attempt}`]);
  });
});
