/** Each step of the engine, over a store that refuses one transition for good. */
import assert from 'node:assert/strict';
import { admit } from '../../../orchestrator/engine/steps/admit.ts';
import { endKilled } from '../../../orchestrator/engine/steps/end-killed.ts';
import { register } from '../../../orchestrator/engine/register.ts';
import { endOverdue } from '../../../orchestrator/engine/steps/overdue.ts';
import type { Claim, ClusterState, Store, World } from '../../../orchestrator/ports/ports.ts';
import { applyBookmarkRequests } from '../../../orchestrator/engine/steps/apply-bookmark-requests.ts';
import { PATIENCE } from '../../../orchestrator/engine/store-refusals.ts';
import { rescue } from '../../../orchestrator/engine/steps/rescue.ts';
import { ticking } from '../../../orchestrator/engine/steps/tick.ts';
import { watch } from '../../../orchestrator/engine/steps/watch.ts';
import { StoreRefused } from '../../../orchestrator/model/errors.ts';
import { clusterOf, testWorld, type TestWorld } from './world.ts';

const yaml = (name: string, more = '') =>
  `pipeline: ${name}\n${more}stages:\n  s: { job: d/s.py, timeout: 1h }\n`;
const BOTH = [yaml('p'), yaml('q')];

type Refuse = (store: Store, no: <T>(what: unknown) => Promise<T>) => Partial<Store>;

describe('a store that refuses for good', () => {
  let world: TestWorld;
  let errors: string[];
  let claims: Map<string, Claim>;
  let drivers: ClusterState['drivers'] & Map<string, unknown>;
  let cluster: ReturnType<typeof clusterOf>;

  beforeEach(() => {
    errors = [];
    claims = new Map();
    drivers = new Map();
    cluster = clusterOf({ drivers });
    // A driver that is told to end is gone by the next look.
    cluster.kill = (id) => Promise.resolve(void (cluster.ended.push(id), drivers.delete(id)));
    const take = (attempt: string) => {
      const claim = claims.get(attempt) ?? { by: 'tombstone', driver: null };
      claims.set(attempt, claim);
      return Promise.resolve(claim);
    };
    world = testWorld(BOTH, {
      cluster,
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (message) => void errors.push(message),
      },
      attemptFiles: {
        readClaim: (attempt: string) => Promise.resolve(claims.get(attempt) ?? null),
        readApplication: () => Promise.resolve(null),
        readResult: () => Promise.resolve(null),
        takeClaim: take,
        takePublish: (attempt: string) => take(`${attempt} publish`),
      } as unknown as World['attemptFiles'],
    });
  });

  /** Takes a step again and again, as the loop does, and says how often it threw. */
  async function passes(
    step: (world: World) => Promise<void>,
    refuse: Refuse,
    seconds = 0,
  ): Promise<number> {
    const no = <T>(): Promise<T> => Promise.reject(new StoreRefused(new Error('no such value')));
    const refusing = { ...world, store: { ...world.store, ...refuse(world.store, no) } };
    let thrown = 0;
    for (let pass = 0; pass < 3 * PATIENCE; pass++) {
      await step(refusing).catch(() => thrown++);
      world.pass(seconds);
    }
    return thrown;
  }

  async function running(pipeline: string) {
    const run = await world.planned(pipeline);
    const id = await world.submitted(run, 's');
    const driver = `driver-of-${id}`;
    claims.set(id, { by: 'driver', driver });
    drivers.set(driver, { id: driver, state: 'RUNNING', worker: null, cores: 1, memory: 1024 });
    return { run, id, driver };
  }

  const attemptOf = (id: string) => world.store.attempts.get(id);

  it('ends an attempt whose driver it refuses to save, and kills the driver', async () => {
    const run = await world.planned('p');
    const id = `${run}-s-1`;
    await world.store.stages.admit([{ run, name: 's' }]);
    await world.store.attempts.intend({ id, run, stage: 's', number: 1 });
    claims.set(id, { by: 'driver', driver: 'driver-1' });
    drivers.set('driver-1', {
      id: 'driver-1',
      state: 'RUNNING',
      worker: null,
      cores: 1,
      memory: 1,
    });
    await passes(rescue, ({ attempts }, no) => ({ attempts: { ...attempts, submitted: no } }));
    const attempt = await attemptOf(id);
    assert.deepEqual([attempt?.state, attempt?.error?.class], ['failed', 'StoreRefused']);
    assert.match(String(attempt?.reason), /no such value/);
    assert.deepEqual(cluster.ended, ['driver-1']);
    assert.equal(claims.get(`${id} publish`)?.by, 'tombstone');
  });

  for (const name of ['running', 'adopted', 'killing'] as const)
    it(`ends an attempt whose transition it refuses: ${name}`, async () => {
      const one = await running('p');
      const other = await running('q');
      if (name === 'adopted') claims.set(one.id, { by: 'driver', driver: 'its-twin' });
      if (name === 'killing') await world.store.runs.kill(one.run, 'enough', 'killed');
      await passes(watch, ({ attempts }, no) => ({
        attempts: {
          ...attempts,
          [name]: (id: string, ...given: unknown[]) =>
            id === one.id
              ? no(given)
              : (Reflect.apply(Reflect.get(attempts, name), attempts, [id, ...given]) as unknown),
        },
      }));
      const attempt = await attemptOf(one.id);
      assert.equal(attempt?.state, name === 'killing' ? 'killed' : 'failed');
      assert.deepEqual(cluster.ended, [one.driver]);
      assert.equal((await attemptOf(other.id))?.state, 'running');
    });

  it('ends the attempt only once the driver is gone', async () => {
    const { id } = await running('p');
    const kills: string[] = [];
    cluster.kill = (driver) => Promise.resolve(void kills.push(driver));
    const refuse: Refuse = ({ attempts }, no) => ({ attempts: { ...attempts, running: no } });
    await passes(watch, refuse);
    assert.equal((await attemptOf(id))?.state, 'submitted');
    await passes(watch, refuse, world.patience.kill / 2);
    assert.equal((await attemptOf(id))?.state, 'failed');
    assert.ok(kills.length > PATIENCE);
  });

  it('lets an attempt go on whose reason it refuses, and logs that once', async () => {
    const { run, id, driver } = await running('p');
    await world.store.runs.kill(run, 'enough', 'killed');
    cluster.kill = () => Promise.resolve();
    const refuse: Refuse = ({ attempts }, no) => ({ attempts: { ...attempts, explain: no } });
    const thrown = await passes(watch, refuse, world.patience.kill);
    assert.equal((await attemptOf(id))?.state, 'killing');
    assert.deepEqual([thrown, errors.length], [PATIENCE - 1, 1]);
    drivers.delete(driver);
    await passes(watch, refuse);
    assert.equal((await attemptOf(id))?.state, 'killed');
  });

  it('admits all stages but the refused one, which fails', async () => {
    const [bad, good] = [await world.planned('p'), await world.planned('q')];
    await passes(admit, ({ stages }, no) => ({
      stages: {
        ...stages,
        admit: (all) => (all.some(({ run }) => run === bad) ? no(all) : stages.admit(all)),
      },
    }));
    assert.equal((await world.store.runs.get(bad))?.state, 'failed');
    assert.equal((await world.store.stages.of(good))[0]?.state, 'admitted');
  });

  it('fails a stage that fits nowhere although it refuses reasons and failures', async () => {
    world = testWorld([yaml('huge', 'spark: { executor: { cores: 9 } }\n'), yaml('q')]);
    const run = await world.planned('huge');
    await world.planned('q');
    await world.planned('q');
    const thrown = await passes(admit, ({ stages }, no) => ({
      stages: { ...stages, explain: no, fail: no },
    }));
    await endKilled(world);
    const ended = await world.store.runs.get(run);
    assert.equal(ended?.state, 'failed');
    assert.match(ended.reason, /^StoreRefused: /);
    assert.equal(thrown, PATIENCE - 1);
  });

  it('takes the slots of other pipelines, and logs a refused slot once', async () => {
    const cron = `schedule: { cron: '0 * * * *' }\n`;
    world = testWorld([yaml('p', cron), yaml('q', cron)], { log: world.log });
    await register(world);
    world.pass(3600);
    await passes(ticking(), ({ pipelines, runs }, no) => ({
      pipelines: {
        ...pipelines,
        take: (name, slot, made, next) =>
          name === 'p' && made.length > 0 ? no(name) : pipelines.take(name, slot, made, next),
      },
      runs: { ...runs, insert: no },
    }));
    const made = await world.store.runs.list({ limit: 9 });
    assert.deepEqual(
      made.map(({ pipeline }) => pipeline),
      ['q'],
    );
    assert.equal(errors.filter((words) => words.includes('there is no run of cron:')).length, 1);
    const next = (await world.store.pipelines.list()).map(({ nextSlot }) => nextSlot?.getTime());
    assert.equal(next[0], next[1]);
  });

  it('starts the runs of one slot although it refuses another', async () => {
    world = testWorld([yaml('p', `schedule: { cron: '0 * * * *', catchup: all }\n`)]);
    await register(world);
    world.pass(3 * 3600);
    await passes(ticking(), ({ pipelines, runs }, no) => ({
      pipelines: {
        ...pipelines,
        take: (name, slot, made, next) =>
          made.length > 0 ? no(name) : pipelines.take(name, slot, made, next),
      },
      runs: { ...runs, insert: (run) => (run.slot.includes('T14') ? no(run) : runs.insert(run)) },
    }));
    const made = await world.store.runs.list({ limit: 9 });
    assert.deepEqual(made.map(({ slot }) => slot.slice(16, 21)).sort(), ['13:00', '15:00']);
  });

  it('ends an overdue run with its own reason, and other runs as usual', async () => {
    const deadline = world.clock.now();
    const runs: string[] = [];
    for (const name of ['p', 'q']) {
      const run = await world.planned(name);
      Object.assign(world.tables.runs.get(run) ?? {}, { deadline });
      runs.push(run);
    }
    await passes(endOverdue, (store, no) => ({
      runs: {
        ...store.runs,
        kill: (run, reason, as) =>
          run === runs[0] && !reason.startsWith('StoreRefused')
            ? no(run)
            : store.runs.kill(run, reason, as),
      },
    }));
    await endKilled(world);
    const ended = await Promise.all(runs.map((run) => world.store.runs.get(run)));
    assert.deepEqual(
      ended.map((run) => run?.state),
      ['failed', 'failed'],
    );
    assert.match(String(ended[0]?.reason), /^StoreRefused: /);
  });

  it('ends a killed run as failed if it refuses its end', async () => {
    const { run, id } = await running('p');
    await world.store.runs.kill(run, 'enough', 'killed');
    const outcome = { reason: 'enough', result: null, error: null, counted: true } as const;
    await world.store.attempts.ended(id, { state: 'killed', ...outcome });
    const [ended] = await world.store.attempts.uncommitted();
    assert.ok(ended);
    await world.store.attempts.commit(ended, { stage: 'killed', reason: 'enough' });
    drivers.clear();
    await passes(endKilled, ({ runs }, no) => ({ runs: { ...runs, endKilled: no } }));
    assert.equal((await world.store.runs.get(run))?.state, 'failed');
  });

  it('applies the requests behind one that it refuses to close', async () => {
    const request = {
      source: 'shop',
      mode: 'rewind' as const,
      kind: 'xid' as const,
      tables: { sales: '4' },
      by: 'ada',
      reason: 'a test',
    };
    for (const id of ['r1', 'r2']) await world.store.bookmarkRequests.ask({ ...request, id });
    world.bookmarks = { read: () => Promise.resolve(null) } as unknown as World['bookmarks'];
    await passes(applyBookmarkRequests, ({ bookmarkRequests }, no) => ({
      bookmarkRequests: {
        ...bookmarkRequests,
        close: (id, refused) => (id === 'r1' ? no(refused) : bookmarkRequests.close(id, refused)),
      },
    }));
    const pending = await world.store.bookmarkRequests.pending();
    assert.deepEqual(
      pending.map(({ id }) => id),
      ['r1'],
    );
  });
});
