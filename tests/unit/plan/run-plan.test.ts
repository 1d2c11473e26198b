import assert from 'node:assert/strict';
import type { Stage } from '../../../orchestrator/model/pipeline.ts';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';
import { deadlineOf, planRun } from '../../../orchestrator/plan/run-plan.ts';

const PIPELINE = parsePipeline(
  `pipeline: shop
run_timeout: 60
stages:
  last: { job: a/last.py, after: [right, left], when: all-done }
  right: { job: a/right.py, after: [top], pool: narrow, places: all }
  left: { job: a/left.py, after: [top], pool: narrow, places: 2 }
  top: { job: a/top.py }
`,
  'shop.yaml',
);
const TERMS = { version: 3, release: 'abc', deadline: null };

describe('the plan of a run', () => {
  const plan = planRun(PIPELINE, { day: '2026-01-31' }, TERMS);

  it('has its pipeline, parameters, version, release and deadline', () => {
    const { pipeline, params, version, release, deadline } = plan;
    assert.deepEqual(
      { pipeline, params, version, release, deadline },
      { pipeline: 'shop', params: { day: '2026-01-31' }, ...TERMS },
    );
  });

  const CASES = [
    ['top', [], 'all-succeeded', 'ready', 'comes first', null],
    [
      'right',
      ['top'],
      'all-succeeded',
      'waiting',
      'comes after top',
      { name: 'narrow', takes: null },
    ],
    ['left', ['top'], 'all-succeeded', 'waiting', 'comes after top', { name: 'narrow', takes: 2 }],
    ['last', ['right', 'left'], 'all-done', 'waiting', 'comes after right, left', null],
  ] as const;
  for (const [at, [name, ...expected]] of CASES.entries())
    it(`has ${name} as stage ${at + 1}, ${expected[2]}: ${expected[3]}`, () => {
      const stage = plan.stages[at];
      assert.deepEqual(
        [stage?.name, stage?.after, stage?.when, stage?.state, stage?.reason, stage?.pool],
        [name, ...expected],
      );
      assert.equal(stage?.job, `a/${name}.py`);
    });

  it('is the same after a round trip through JSON', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
  });

  it('reads each stage a fixed number of times, however many stages there are', () => {
    const readsPerStage = (count: number, parent: (i: number) => number) => {
      let reads = 0;
      const [template] = PIPELINE.stages;
      assert.ok(template);
      const stages = Array.from({ length: count }, (_, i): Stage => {
        const above = parent(i);
        const after = above >= 0 && above < count ? [`s${above}`] : [];
        return new Proxy(
          { ...template, name: `s${i}`, after },
          { get: (stage, key) => ((reads += 1), Reflect.get(stage, key) as unknown) },
        );
      });
      assert.equal(planRun({ ...PIPELINE, stages }, {}, TERMS).stages.length, count);
      return reads / count;
    };
    for (const step of [-1, 1])
      assert.equal(
        readsPerStage(2_000, (i) => i + step),
        readsPerStage(20, (i) => i + step),
      );
  });

  it('has a deadline if the pipeline has a timeout', () => {
    const now = new Date('2026-01-01T00:00:00Z');
    assert.equal(deadlineOf(PIPELINE, now)?.toISOString(), '2026-01-01T00:01:00.000Z');
    assert.equal(deadlineOf({ timeout: null }, now), null);
  });
});
