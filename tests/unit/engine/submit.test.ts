/** One submission: what the cluster answers -> the attempt's state, and the order of the effects. */
import assert from 'node:assert/strict';
import { submit } from '../../../orchestrator/engine/steps/submit.ts';
import {
  AmbiguousSubmission,
  RetryableError,
  TerminalError,
  UnreachableError,
} from '../../../orchestrator/model/errors.ts';
import type { AttemptSpec, Submission } from '../../../orchestrator/ports/ports.ts';
import { testWorld, type TestWorld } from './world.ts';

const YAML = `pipeline: p
spark: { driver: { memory: 1g } }
sources: { shop: { kind: xid, tables: { sales: lake.bronze.sales } } }
stages: { load: { job: l/load.py, sources: [shop], args: ['--run', '{{run}}'] } }
`;

describe('submit', () => {
  let world: TestWorld;
  let run: string;
  let order: string[];
  let spec: AttemptSpec | undefined;
  let submission: Submission | undefined;
  let answer: () => Promise<string>;

  beforeEach(async () => {
    order = [];
    answer = () => Promise.resolve('driver-7');
    world = testWorld([YAML], {
      connections: { shop: { url: 'jdbc:x', user: 'reader', secret: 'key', ca_file: 'ca.pem' } },
    });
    const { cluster, store } = world;
    cluster.submit = (request) => {
      order.push('post');
      submission = request;
      return answer();
    };
    world.bookmarks = {
      read: () =>
        Promise.resolve({
          version: 1,
          sources: { shop: { system_identifier: '7', kind: 'xid', tables: { sales: '10' } } },
          run: 'r',
          attempt: 'a',
          time: '',
        }),
      write: () => Promise.reject(new Error('submit writes no bookmark')),
    };
    world.attemptFiles = {
      writeSpec: (written: AttemptSpec) => {
        order.push('spec');
        spec = written;
        return Promise.resolve('hdfs:///spec.json');
      },
    } as never;
    const attempts = { ...store.attempts };
    store.attempts.intend = (intent) => {
      order.push('intent');
      return attempts.intend(intent);
    };
    store.attempts.submitted = (...args) => {
      order.push('driver');
      return attempts.submitted(...args);
    };
    run = await world.planned('p', { slot: 'backfill:b:1', fullRefresh: ['load'] });
    await store.stages.admit([{ run, name: 'load' }]);
  });

  const attempt = () => world.store.attempts.get(`${run}-load-1`);

  it('saves the intent before the POST, and the driver after it', async () => {
    await submit(world);
    assert.deepEqual(order, ['intent', 'spec', 'post', 'driver']);
    const { state, driver } = (await attempt()) ?? {};
    assert.deepEqual([state, driver], ['submitted', 'driver-7']);
  });

  it('gives the driver its slot, bound and arguments, and keeps the local certificate to itself', async () => {
    await submit(world);
    assert.deepEqual(
      [spec?.number, spec?.backfill, spec?.full_refresh, spec?.args],
      [1, true, true, ['--run', run]],
    );
    assert.equal(spec?.sources.shop?.bookmark?.tables.sales, '10');
    assert.equal('ca_file' in (spec.sources.shop as object), false);
    assert.deepEqual([submission?.spec, submission?.name], ['hdfs:///spec.json', 'p.load']);
  });

  it('scales the memory of an attempt after one that ran out of it', async () => {
    await world.store.attempts.intend({ id: `${run}-load-1`, run, stage: 'load', number: 1 });
    const outcome = { reason: 'oom', result: null, error: null, counted: true } as const;
    await world.store.attempts.ended(`${run}-load-1`, { state: 'failed', ...outcome });
    const [first] = await world.store.attempts.uncommitted();
    assert.ok(first);
    await world.store.attempts.commit(first, { stage: 'ready', reason: 'again', driverScale: 1.5 });
    await world.store.stages.admit([{ run, name: 'load' }]);
    await submit(world);
    assert.equal(submission?.attempt, `${run}-load-2`);
    assert.equal(submission.stage.spark.driver.memory, 1536);
  });

  it('leaves an intent whose answer was lost to rescue, and goes on', async () => {
    answer = () => Promise.reject(new AmbiguousSubmission('http://master:6066', new Error('cut')));
    await submit(world);
    const { state, driver } = (await attempt()) ?? {};
    assert.deepEqual([state, driver], ['intended', null]);
  });

  it('reports an unreachable master, and leaves the intent to rescue', async () => {
    answer = () => Promise.reject(new UnreachableError('the Spark master', 'it is away'));
    await assert.rejects(submit(world));
    assert.equal((await attempt())?.state, 'intended');
  });

  for (const [error, retryable] of [
    [new TerminalError('no such class'), false],
    [new RetryableError('too many drivers'), true],
  ] as const)
    it(`fails an attempt that the master refuses as ${retryable ? 'retryable' : 'terminal'}`, async () => {
      answer = () => Promise.reject(error);
      await submit(world);
      const { state, error: saved, counted } = (await attempt()) ?? {};
      assert.deepEqual(
        [state, saved?.class, saved?.retryable, counted],
        ['failed', error.name, retryable, true],
      );
    });

  it('fails a stage whose source has no address, without an attempt', async () => {
    world.connections = {};
    await submit(world);
    const [stage] = await world.store.stages.of(run);
    assert.equal(stage?.state, 'failed');
    assert.match(stage.reason, /the source shop of p has no address/);
    assert.deepEqual([await attempt(), order], [null, []]);
  });

  it('submits nothing if the stage was killed since it was read', async () => {
    const { store } = world;
    const admitted = await store.stages.admitted();
    await store.runs.kill(run, 'enough', 'killed');
    store.stages.admitted = () => Promise.resolve(admitted);
    await submit(world);
    assert.deepEqual(order, ['intent']);
  });
});
