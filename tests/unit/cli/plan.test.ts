import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { previewRun, type PreviewParts } from '../../../orchestrator/preview/run.ts';
import { planText as coloured } from '../../../orchestrator/cli/text/plan.ts';
import type { Cluster, Worker } from '../../../orchestrator/ports/ports.ts';
import { UnreachableError } from '../../../orchestrator/model/errors.ts';
import type { Pipeline } from '../../../orchestrator/model/pipeline.ts';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';
import { newRun } from '../../support/store-kit.ts';
import { SESSION_LIMITS } from '../../support/samples.ts';
import { memoryStore } from '../../support/memory-store/memory-store.ts';
import { Tables } from '../../support/memory-store/tables.ts';

const NOW = new Date('2026-03-01T12:00:30Z');
const PIPELINE = parsePipeline(
  `pipeline: diamond
schedule: { cron: '*/10 * * * *', overlap: skip, catchup: all }
params: { day: { type: date, default: '2026-01-31' } }
stages:
  last: { job: a/c.py, after: [left, right], when: all-done }
  right: { job: a/r.py, after: [top] }
  left: { job: a/l.py, after: [top], pool: narrow }
  top: { job: a/t.py, args: ['{{ params.day }}', '{{ attempt }}'] }
`,
  'diamond.yaml',
);

const worker = (coresFree: number): Worker => ({
  id: 'w',
  alive: true,
  coresFree,
  memoryFree: 8192,
  cores: 3,
  memory: 8192,
});

/** As without a terminal. */
const planText = (...given: Parameters<typeof coloured>) =>
  stripVTControlCharacters(coloured(...given));

describe('the preview of a run', () => {
  let rooms: PreviewParts;
  let workers: Worker[];

  beforeEach(() => {
    workers = [worker(3), worker(3)];
    const state = { drivers: new Map(), applications: new Map() };
    const cluster = { state: () => Promise.resolve({ ...state, workers }) };
    rooms = {
      jobsHash: () => Promise.resolve('f'.repeat(64)),
      sources: {
        window: () => Promise.reject(new Error('it loads nothing')),
        holder: () => Promise.resolve(null),
      },
      world: {
        store: memoryStore(new Tables(() => NOW), () => null),
        cluster: cluster as unknown as Cluster,
        bookmarks: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
        connections: {},
        pools: { narrow: 2 },
        sessionLimits: SESSION_LIMITS,
        clock: { now: () => NOW, steady: () => NOW } as PreviewParts['world']['clock'],
      },
    };
  });

  const look = (pipeline: Pipeline = PIPELINE) => previewRun(rooms, pipeline, {});

  it('has parents before children, and templates filled in', async () => {
    const { stages } = await look();
    assert.deepEqual(
      stages.map(({ name }) => name),
      ['top', 'right', 'left', 'last'],
    );
    assert.deepEqual(stages[0]?.args, ['2026-01-31', '<run>-top-1']);
  });

  it('a chain of 5,000 stages against the order of the file is previewed in seconds', async function () {
    // Some seconds at most: it was minutes as long as each stage was searched for in the list.
    this.timeout(30_000);
    const [stage] = PIPELINE.stages.filter(({ name }) => name === 'top');
    assert.ok(stage);
    const stages = Array.from({ length: 5_000 }, (_, i) => ({
      ...stage,
      name: `s${i}`,
      after: i === 4_999 ? [] : [`s${i + 1}`],
    }));
    const names = (await look({ ...PIPELINE, stages })).stages.map(({ name }) => name);
    assert.deepEqual(names, stages.map(({ name }) => name).reverse());
  });

  it('shows the number of a known version, or the next number', async () => {
    const { store } = rooms.world;
    await store.pipelines.register('diamond', '', null, NOW);
    assert.deepEqual((await look()).version.value, { number: 1, known: false });
    await store.pipelines.version(PIPELINE, 'f'.repeat(64));
    assert.deepEqual((await look()).version.value, { number: 1, known: true });
    assert.deepEqual((await look({ ...PIPELINE, priority: 3 })).version.value, {
      number: 2,
      known: false,
    });
    rooms.jobsHash = () => Promise.resolve('e'.repeat(64));
    assert.deepEqual((await look()).version.value, { number: 2, known: false });
  });

  it('gives the reason why a stage has no room or no place', async () => {
    workers = [worker(1), worker(1)];
    const [top] = (await look()).stages;
    assert.equal(top?.room.value?.room, 'must-wait');
    assert.match(top.room.value.why, /^waits for a driver of 1 core, 1 GiB and an executor/);
    workers = [worker(3), worker(3)];
    rooms.world.pools = { narrow: 0 };
    const left = (await look()).stages.find(({ name }) => name === 'left');
    assert.equal(left?.room.value?.why, 'waits for a place of the pool narrow; 0 of 0 are taken');
  });

  it('says which stages share an application, and what keeps one apart', async () => {
    const pipeline = parsePipeline(
      `pipeline: shared
session: warm
stages:
  one: { job: a.py }
  two: { job: b.py, after: [one] }
  big: { job: c.py, after: [two], spark: { executor: { cores: 1 }, conf: { spark.x: '1' } } }
  alone: { job: d.py, after: [big], session: none }
`,
      'shared.yaml',
    );
    const preview = await look(pipeline);
    assert.deepEqual(
      preview.stages.map(({ session, apart }) => [session, apart?.settings]),
      [
        ['warm', undefined],
        ['warm', undefined],
        ['warm', ['executor', 'conf']],
        ['none', undefined],
      ],
    );
    const text = planText(preview, NOW);
    assert.match(text, /^ {2}session {2}warm: shares an application/m);
    assert.match(text, /^ +but not with one: other executor, conf$/m);
  });

  it('gives the next three slots, those that are due, and what overlap makes of one', async () => {
    const { store } = rooms.world;
    const waiting = new Date('2026-03-01T11:45:00Z');
    await store.pipelines.register('diamond', 'x', waiting, NOW);
    const { schedule } = await look();
    const times = (dates: Date[] = []) => dates.map((date) => date.toISOString().slice(11, 16));
    assert.deepEqual(times(schedule?.next), ['12:10', '12:20', '12:30']);
    assert.deepEqual(times(schedule?.due), ['11:50', '12:00']);
    assert.doesNotMatch(planText(await look(), NOW), /overlap/);
    await store.runs.insert(newRun('one'));
    assert.match(planText(await look(), NOW), /overlap +a slot that fell due now would be skipped/);
  });

  it('shows why a pipeline is paused', async () => {
    const { store } = rooms.world;
    await store.pipelines.register('diamond', 'x', null, NOW);
    await store.pipelines.pause('diamond', 'a holiday');
    assert.match(planText(await look(), NOW), /paused\S* +\S*a holiday/);
  });

  it('shows the plan without a master, and the reason why room is unknown', async () => {
    const away = new UnreachableError('the Spark master', 'the Spark master is away');
    rooms.world.cluster = { state: () => Promise.reject(away) } as unknown as Cluster;
    const found = await look();
    assert.equal(
      found.stages.every(({ room }) => room.unknown === 'the Spark master is away'),
      true,
    );
    assert.match(planText(found, NOW), /top, right, left, last: the Spark master is away/);
  });

  it('throws an error that is a bug', async () => {
    rooms.jobsHash = () => Promise.reject(new TypeError('a bug'));
    await assert.rejects(look(), TypeError);
  });
});
