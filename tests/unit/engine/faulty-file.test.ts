/** A pipeline that the store knows, but whose file has a fault when the orchestrator starts. */
import assert from 'node:assert/strict';
import { admit } from '../../../orchestrator/engine/steps/admit.ts';
import { alerting } from '../../../orchestrator/engine/steps/alert.ts';
import { commit } from '../../../orchestrator/engine/steps/commit.ts';
import { register } from '../../../orchestrator/engine/register.ts';
import { planRuns } from '../../../orchestrator/engine/steps/plan-run.ts';
import type { AttemptSpec, World } from '../../../orchestrator/ports/ports.ts';
import { submit } from '../../../orchestrator/engine/steps/submit.ts';
import { ticking } from '../../../orchestrator/engine/steps/tick.ts';
import { triggering } from '../../../orchestrator/engine/steps/trigger.ts';
import { clusterOf, testWorld, type TestWorld } from './world.ts';

const TWO = `pipeline: two
schedule: { cron: '0 * * * *' }
alerts: [{ on: [succeeded], webhook: 'http://hook/' }]
stages:
  first: { job: a.py }
  second: { job: b.py, after: [first], args: ['{{run}}'] }
`;
const OTHER = 'pipeline: other\nstages: { only: { job: c.py } }\n';

describe('a pipeline whose file has a fault', () => {
  let known: TestWorld;
  let started: World;
  const specs: AttemptSpec[] = [];
  const told: string[] = [];

  beforeEach(async () => {
    specs.length = told.length = 0;
    known = testWorld([TWO, OTHER], {
      cluster: { ...clusterOf({}), submit: ({ attempt }) => Promise.resolve(`driver-${attempt}`) },
      attemptFiles: {
        writeSpec: (spec: AttemptSpec) => Promise.resolve(`spec-${specs.push(spec)}`),
      } as unknown as World['attemptFiles'],
      notify: (webhook) => Promise.resolve(void told.push(webhook)),
    });
    await register(known);
    const pipelines = new Map([...known.pipelines].filter(([name]) => name !== 'two'));
    started = { ...known, pipelines, incomplete: () => true };
  });

  const queued = (id: string) =>
    known.store.runs.insert({
      id,
      pipeline: 'two',
      slot: `manual:${id}`,
      params: {},
      priority: 0,
      slotStart: known.clock.now(),
      slotEnd: known.clock.now(),
      reason: 'test',
      state: 'queued',
      notBefore: null,
    });

  it('finishes its runs by their saved plan', async () => {
    const run = await known.planned('two');
    for (const stage of ['first', 'second']) {
      for (const step of [ticking(), triggering(), planRuns, admit, submit]) await step(started);
      const id = `${run}-${stage}-1`;
      assert.equal((await known.store.attempts.get(id))?.driver, `driver-${id}`);
      const outcome = { reason: 'done', result: null, error: null, counted: true } as const;
      await known.store.attempts.ended(id, { state: 'succeeded', ...outcome });
      await commit(started);
    }
    assert.equal((await known.store.runs.get(run))?.state, 'succeeded');
    assert.deepEqual(specs[1]?.args, [run]);
    await alerting()(started);
    assert.deepEqual(told, ['http://hook/']);
  });

  it('keeps its queued runs until the file is fixed', async () => {
    await queued('two-1');
    await planRuns(started);
    assert.equal((await known.store.runs.get('two-1'))?.state, 'queued');
    await planRuns(known);
    assert.equal((await known.store.runs.get('two-1'))?.state, 'running');
  });

  it('fails its queued runs if the file is gone instead', async () => {
    await queued('two-2');
    await planRuns({ ...started, incomplete: () => false });
    const run = await known.store.runs.get('two-2');
    assert.deepEqual([run?.state, run?.reason], ['failed', 'there is no pipeline two any more']);
  });

  it('keeps its next slot, and its runs can be killed', async () => {
    const before = await known.store.pipelines.list();
    await register(started);
    known.pass(2 * 3600);
    await ticking()(started);
    assert.deepEqual(await known.store.pipelines.list(), before);
    await queued('two-3');
    assert.equal(await known.store.runs.kill('two-3', 'enough', 'killed'), true);
    assert.equal((await known.store.runs.get('two-3'))?.state, 'killed');
  });
});
