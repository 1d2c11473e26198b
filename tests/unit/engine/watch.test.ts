/** One look at an attempt: what the master, the claim and the result show -> its next state, and the calls. */
import assert from 'node:assert/strict';
import { watch } from '../../../orchestrator/engine/steps/watch.ts';
import { UnreachableError } from '../../../orchestrator/model/errors.ts';
import { APPLICATION, openScene, resultOf, TWIN, type Scene, type Sights } from './scene.ts';

const PATIENCE = 30;

interface Case extends Sights {
  /** The branch of the code that decides it. */
  branch: string;
  /** Earlier passes: what they saw, and the seconds that go by after each. */
  before?: (Sights & { seconds?: number })[];
  /** Kills the run before the first pass. */
  kill?: boolean;
  /** The attempt's state, its reason, and what is done to the cluster and on HDFS in the last pass. */
  state: string;
  reason?: RegExp;
  calls?: string[];
}

const LIVE = { driver: 'RUNNING', claim: 'driver' } as const;
const RUNS = { ...LIVE, cores: 2 } as const;
const LOST = { driver: 'FAILED', claim: 'driver', cores: 2 } as const;

const CASES: readonly Case[] = [
  // No end yet: follow.
  {
    branch: 'a driver without application has started',
    ...LIVE,
    state: 'running',
    reason: /^its driver has started$/,
  },
  {
    branch: 'an application with executors runs',
    ...RUNS,
    state: 'running',
    reason: /^app-1 runs on 2 cores$/,
  },
  {
    branch: 'an application without executors waits',
    ...RUNS,
    cores: 0,
    state: 'running',
    reason: /waits for an executor/,
  },
  {
    branch: 'an application that is gone has ended',
    before: [RUNS],
    ...RUNS,
    cores: null,
    state: 'running',
    reason: /^app-1 has ended$/,
  },
  { branch: 'a driver without a worker stays submitted', driver: 'SUBMITTED', state: 'submitted' },
  {
    branch: 'without the master nothing is decided',
    masterIsAway: true,
    claim: 'driver',
    state: 'submitted',
  },
  // The truth table decides.
  {
    branch: 'a success counts though its driver failed',
    driver: 'FAILED',
    result: 'succeeded',
    state: 'succeeded',
    reason: /^1,234 rows into lake.bronze.orders$/,
  },
  {
    branch: 'a success counts without the master',
    masterIsAway: true,
    result: 'succeeded',
    state: 'succeeded',
  },
  {
    branch: 'a failure counts though its driver finished',
    driver: 'FINISHED',
    result: 'failed',
    state: 'failed',
    reason: /^ValueError: bad row$/,
  },
  {
    branch: 'a broken result is a failure',
    driver: 'FINISHED',
    result: 'broken',
    state: 'failed',
    reason: /^BrokenResult/,
  },
  {
    branch: 'an absent driver without claim is given up',
    state: 'submitted',
    calls: ['take claim'],
  },
  {
    branch: 'a tombstone means that it never ran',
    before: [{}],
    state: 'failed',
    reason: /^NeverClaimed: .*not known to the master/,
  },
  {
    branch: 'an ended driver without result has failed',
    driver: 'KILLED',
    claim: 'driver',
    state: 'failed',
    reason: /^NoResult: the driver ended KILLED/,
    calls: ['take publish claim'],
  },
  // Lost: the driver is gone, its application is not.
  { branch: 'a live application makes it lost', ...LOST, state: 'killing', reason: /still there/ },
  { branch: 'a lost application has time to end', before: [LOST], ...LOST, state: 'killing' },
  {
    branch: 'a lost application is killed after the patience',
    before: [{ ...LOST, seconds: PATIENCE }],
    ...LOST,
    state: 'killing',
    reason: /still holds executors/,
    calls: [`kill ${APPLICATION}`],
  },
  {
    branch: 'a lost attempt is given up after twice the patience',
    before: [{ ...LOST, seconds: 2 * PATIENCE }],
    ...LOST,
    state: 'failed',
    reason: /^NoResult/,
    calls: ['take publish claim'],
  },
  {
    branch: 'a lost attempt that left a result has it',
    before: [RUNS, LOST],
    ...LOST,
    result: 'succeeded',
    state: 'succeeded',
  },
  // Two drivers of one attempt.
  {
    branch: 'the driver with the claim is adopted',
    driver: 'RUNNING',
    claim: 'twin',
    state: 'submitted',
    reason: new RegExp(`^${TWIN} holds its claim$`),
  },
  // Kills.
  {
    branch: 'a killed run kills the driver',
    kill: true,
    ...LIVE,
    state: 'killing',
    reason: /^enough$/,
    calls: ['kill driver-1'],
  },
  {
    branch: 'a driver that has not begun loses its claim first',
    kill: true,
    driver: 'SUBMITTED',
    state: 'killing',
    calls: ['take claim', 'kill driver-1'],
  },
  {
    branch: 'a kill is repeated',
    kill: true,
    before: [LIVE],
    ...LIVE,
    state: 'killing',
    calls: ['kill driver-1'],
  },
  {
    branch: 'a kill without effect names the worker',
    kill: true,
    before: [{ ...LIVE, seconds: PATIENCE }],
    ...LIVE,
    state: 'killing',
    reason: /still RUNNING on worker-1, more than 30 s/,
    calls: ['kill driver-1'],
  },
  {
    branch: 'a killed attempt waits for its application',
    kill: true,
    before: [RUNS],
    ...RUNS,
    driver: 'KILLED',
    state: 'killing',
  },
  {
    branch: 'a killed attempt ends once nothing is left',
    kill: true,
    before: [LIVE],
    driver: 'KILLED',
    claim: 'driver',
    state: 'killed',
    reason: /^enough$/,
    calls: ['take publish claim'],
  },
  {
    branch: 'a killed attempt does not end without the master',
    kill: true,
    before: [LIVE],
    masterIsAway: true,
    claim: 'driver',
    state: 'killing',
  },
  {
    branch: 'a result that was there before the kill counts',
    kill: true,
    driver: 'RUNNING',
    result: 'succeeded',
    state: 'succeeded',
  },
  // Timeouts.
  {
    branch: 'it runs on up to its timeout',
    before: [{ ...LIVE, seconds: 3599 }],
    ...LIVE,
    state: 'running',
  },
  {
    branch: 'it is killed at its timeout',
    before: [{ ...LIVE, seconds: 3600 }],
    ...LIVE,
    state: 'killing',
    reason: /longer than its timeout of 3600 s/,
    calls: ['kill driver-1'],
  },
  {
    branch: 'a timeout is a failure',
    before: [{ ...LIVE, seconds: 3600 }, LIVE],
    driver: 'KILLED',
    claim: 'driver',
    state: 'failed',
    reason: /^Timeout: /,
    calls: ['take publish claim'],
  },
];

/** A pass; an unreachable master is reported after the attempts have been looked at. */
async function pass({ world }: Scene, masterIsAway = false): Promise<void> {
  if (masterIsAway) await assert.rejects(watch(world), UnreachableError);
  else await watch(world);
}

describe('watch', () => {
  for (const { branch, before = [], kill, state, reason, calls = [], ...sights } of CASES)
    it(branch, async () => {
      const scene = await openScene();
      if (kill) await scene.world.store.runs.kill(scene.run, 'enough', 'killed');
      for (const { seconds = 0, ...earlier } of before) {
        scene.see(earlier);
        await pass(scene);
        scene.world.pass(seconds);
      }
      scene.calls.length = 0;
      scene.see(sights);
      await pass(scene, sights.masterIsAway);
      const attempt = await scene.attempt();
      assert.equal(attempt.state, state);
      assert.match(attempt.reason, reason ?? /./);
      assert.deepEqual(scene.calls, calls);
    });

  it('dates the wait for executors from the submission, until there are some', async () => {
    const scene = await openScene();
    const since = scene.world.clock.steady();
    scene.world.pass(5);
    scene.see({ ...RUNS, cores: 0 });
    await pass(scene);
    assert.deepEqual((await scene.attempt()).waitingSince, since);
    scene.see(RUNS);
    await pass(scene);
    assert.equal((await scene.attempt()).waitingSince, null);
    scene.see({ ...RUNS, cores: 0 });
    await pass(scene);
    assert.deepEqual((await scene.attempt()).waitingSince, scene.world.clock.steady());
  });

  it('writes nothing while nothing changes', async () => {
    const scene = await openScene();
    scene.see(RUNS);
    await pass(scene);
    const { store } = scene.world;
    const running = () => Promise.reject(new Error('it was written again'));
    await watch({ ...scene.world, store: { ...store, attempts: { ...store.attempts, running } } });
  });

  it('reads the result again after the end of the driver, which may have written it in between', async () => {
    const scene = await openScene();
    scene.see({ driver: 'FINISHED', claim: 'driver' });
    let reads = 0;
    scene.world.attemptFiles.readResult = (id) =>
      Promise.resolve(++reads === 1 ? null : resultOf(id, 'succeeded'));
    await pass(scene);
    assert.equal((await scene.attempt()).state, 'succeeded');
    assert.deepEqual(scene.calls, []);
  });

  it('does not fail an attempt that published just before its publish claim was taken', async () => {
    const scene = await openScene();
    scene.see({ driver: 'FINISHED', claim: 'driver' });
    let reads = 0;
    scene.world.attemptFiles.readResult = (id) =>
      Promise.resolve(++reads <= 2 ? null : resultOf(id, 'succeeded'));
    await pass(scene);
    assert.equal((await scene.attempt()).state, 'submitted');
    await pass(scene);
    assert.equal((await scene.attempt()).state, 'succeeded');
  });

  it('looks at the other attempts if one of them can not be read', async () => {
    const scene = await openScene();
    const other = await scene.world.submitted(await scene.world.planned('p'), 'one');
    scene.see({ driver: 'RUNNING', claim: 'driver' });
    const away = new UnreachableError('HDFS', 'it is away');
    scene.world.attemptFiles.readResult = (id) =>
      id === scene.id ? Promise.reject(away) : Promise.resolve(resultOf(id, 'succeeded'));
    await assert.rejects(watch(scene.world), AggregateError);
    assert.equal((await scene.world.store.attempts.get(other))?.state, 'succeeded');
    assert.equal((await scene.attempt()).state, 'submitted');
  });
});
