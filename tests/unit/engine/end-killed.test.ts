/** The end of a killed or overdue run: what is left of it on the cluster -> its state, and the calls. */
import assert from 'node:assert/strict';
import { endKilled } from '../../../orchestrator/engine/steps/end-killed.ts';
import { endOverdue } from '../../../orchestrator/engine/steps/overdue.ts';
import { watch } from '../../../orchestrator/engine/steps/watch.ts';
import { openScene, type Scene, type Sights } from './scene.ts';

/** A run whose only attempt was killed and committed, while the application was known. */
async function killed(): Promise<Scene> {
  const scene = await openScene();
  const { world, run, id } = scene;
  scene.see({ driver: 'RUNNING', claim: 'driver', cores: 2 });
  await watch(world);
  await world.store.runs.kill(run, 'enough', 'killed');
  const outcome = { reason: 'enough', result: null, error: null, counted: true } as const;
  await world.store.attempts.ended(id, { state: 'killed', ...outcome });
  const [attempt] = await world.store.attempts.uncommitted();
  assert.ok(attempt);
  await world.store.attempts.commit(attempt, { stage: 'killed', reason: 'enough' });
  return scene;
}

describe('end-killed', () => {
  const cases: [string, Sights, string, string[]][] = [
    ['ends the run once nothing of it is left', { driver: 'KILLED' }, 'killed', []],
    ['ends the run if the master has forgotten its driver', {}, 'killed', []],
    ['kills a driver that still runs first', { driver: 'RUNNING' }, 'killing', ['kill driver-1']],
    [
      'kills a driver that waits for a worker first',
      { driver: 'SUBMITTED' },
      'killing',
      ['kill driver-1'],
    ],
    ['waits for the application', { driver: 'KILLED', cores: 2 }, 'killing', []],
  ];
  for (const [title, sights, state, calls] of cases)
    it(title, async () => {
      const scene = await killed();
      scene.see(sights);
      await endKilled(scene.world);
      const run = await scene.world.store.runs.get(scene.run);
      assert.deepEqual([run?.state, scene.calls], [state, calls]);
    });
});

describe('overdue', () => {
  for (const [title, seconds, state] of [
    ['leaves a run alone up to its deadline', 59, 'running'],
    ['kills a run past its deadline', 61, 'killing'],
  ] as const)
    it(title, async () => {
      const { world, run } = await openScene();
      const deadline = new Date(world.clock.steady().getTime() + 60_000);
      Object.assign(world.tables.runs.get(run) ?? {}, { deadline });
      world.pass(seconds);
      await endOverdue(world);
      assert.equal((await world.store.runs.get(run))?.state, state);
    });
});
