import assert from 'node:assert/strict';
import { triggering } from '../../../orchestrator/engine/steps/trigger.ts';
import { START, testWorld } from './world.ts';

const UP = 'pipeline: up\nstages: { only: { job: a.py } }';
const DOWN = 'pipeline: down\non: { pipeline: up }\nstages: { only: { job: a.py } }';
const FILES =
  'pipeline: files\non: { path: /in/*/_SUCCESS, every: 30s }\nstages: { only: { job: a.py } }';

describe('trigger', () => {
  it("starts one run after another pipeline's success, for the same interval", async () => {
    const world = testWorld([UP, DOWN]);
    await world.store.pipelines.register('down', '', null, START);
    world.pass(1);
    const run = await world.planned('up');
    const trigger = triggering();
    await trigger(world);
    assert.deepEqual(await world.store.runs.list({ pipeline: 'down', limit: 9 }), []);
    const id = await world.submitted(run, 'only');
    const outcome = { reason: 'done', result: null, error: null, counted: true } as const;
    await world.store.attempts.ended(id, { state: 'succeeded', ...outcome });
    const [ended] = await world.store.attempts.uncommitted();
    assert.ok(ended);
    await world.store.attempts.commit(ended, { stage: 'succeeded', reason: 'done' });
    await trigger(world);
    await trigger(world);
    const runs = await world.store.runs.list({ pipeline: 'down', limit: 9 });
    assert.deepEqual(
      runs.map(({ slot, state }) => [slot, state]),
      [[`after:${run}`, 'queued']],
    );
  });

  it('starts one run for each new file, and none for files that were there before', async () => {
    let files = [{ path: '/in/old/_SUCCESS', modified: new Date(START.getTime() - 1), length: 0 }];
    const looked: string[] = [];
    const arrivals = {
      matching: (pattern: string) => {
        looked.push(pattern);
        return Promise.resolve(files);
      },
    };
    const world = testWorld([FILES], { arrivals });
    await world.store.pipelines.register('files', '', null, START);
    const trigger = triggering();
    await trigger(world);
    files = [
      ...files,
      { path: '/in/new/_SUCCESS', modified: new Date(START.getTime() + 5_000), length: 0 },
    ];
    world.pass(10);
    await trigger(world);
    assert.deepEqual(looked, ['/in/*/_SUCCESS'], 'it looks again only after 30 s');
    for (const seconds of [30, 30]) {
      world.pass(seconds);
      await trigger(world);
    }
    const runs = await world.store.runs.list({ limit: 9 });
    assert.deepEqual(
      runs.map(({ slot }) => slot),
      ['file:/in/new/_SUCCESS@2026-03-01T12:00:05Z'],
    );
  });

  it('starts a run for a moved old file, and for a growing file once it is whole', async () => {
    const csv = (name: string) =>
      `pipeline: ${name}\non: { path: /in/*, every: 30s }\nstages: { only: { job: a.py } }`;
    const file = (path: string, seconds: number, length: number) => ({
      path,
      modified: new Date(START.getTime() + seconds * 1000),
      length,
    });
    const before = file('/in/before', -9, 1);
    const looks = [
      [before],
      [before, file('/in/moved', -5, 1), file('/in/grows', 5, 1)],
      [before, file('/in/moved', -5, 1), file('/in/grows', 5, 2)],
      [before, file('/in/grows', 5, 2)],
      [before, file('/in/grows', 5, 2)],
    ];
    let files = looks[0] ?? [];
    const arrivals = { matching: () => Promise.resolve(files) };
    const world = testWorld([csv('one'), csv('two')], { arrivals });
    for (const name of ['one', 'two']) await world.store.pipelines.register(name, '', null, START);
    const trigger = triggering();
    const counts: number[] = [];
    for (const look of looks) {
      files = look;
      await trigger(world);
      world.pass(30);
      counts.push((await world.store.runs.list({ limit: 9 })).length);
    }
    assert.deepEqual(counts, [0, 0, 2, 4, 4]);
    const runs = await world.store.runs.list({ pipeline: 'two', limit: 9 });
    assert.deepEqual(runs.map(({ slot }) => slot.split('@')[0]).sort(), [
      'file:/in/grows',
      'file:/in/moved',
    ]);
  });

  it('starts nothing while the pipeline is paused', async () => {
    const found = [
      { path: '/in/new/_SUCCESS', modified: new Date(START.getTime() + 1), length: 0 },
    ];
    const world = testWorld([FILES], { arrivals: { matching: () => Promise.resolve(found) } });
    await world.store.pipelines.register('files', '', null, START);
    await world.store.pipelines.pause('files', 'a holiday');
    await triggering()(world);
    assert.deepEqual(await world.store.runs.list({ limit: 9 }), []);
  });
});
