import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { forecast, type Looked } from '../../../orchestrator/cli/forecast.ts';
import { forecastText as coloured } from '../../../orchestrator/cli/forecast-text.ts';
import type { Cluster, Worker } from '../../../orchestrator/engine/ports.ts';
import { UnreachableError } from '../../../orchestrator/model/errors.ts';
import type { Pipeline } from '../../../orchestrator/model/pipeline.ts';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';
import { newRun } from '../../contract/store/kit.ts';
import { memoryStore } from '../../simulation/world/memory-store.ts';
import { Tables } from '../../simulation/world/tables.ts';

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
  ...{ id: 'w', alive: true, coresFree, memoryFree: 8192, cores: 3, memory: 8192 },
});

/** As without a terminal. */
const forecastText = (...given: Parameters<typeof coloured>) =>
  stripVTControlCharacters(coloured(...given));

describe('what plan foretells', () => {
  let rooms: Looked;
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
        ...{ connections: {}, pools: { narrow: 2 } },
        clock: { now: () => NOW } as Looked['world']['clock'],
      },
    };
  });

  const look = (pipeline: Pipeline = PIPELINE) => forecast(rooms, pipeline, {});

  it('has parents before children, and templates filled in', async () => {
    const { stages } = await look();
    assert.deepEqual(
      stages.map(({ name }) => name),
      ['top', 'right', 'left', 'last'],
    );
    assert.deepEqual(stages[0]?.args, ['2026-01-31', '<run>-top-1']);
  });

  it('knows a version that has run, and the number of one that has not', async () => {
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

  it('says why there is no room now, or no place', async () => {
    workers = [worker(1), worker(1)];
    const [top] = (await look()).stages;
    assert.equal(top?.room.value?.room, 'must-wait');
    assert.match(top.room.value.why, /^waits for a driver of 1 core, 1 GiB and an executor/);
    workers = [worker(3), worker(3)];
    rooms.world.pools = { narrow: 0 };
    const left = (await look()).stages.find(({ name }) => name === 'left');
    assert.equal(left?.room.value?.why, 'waits for a place of the pool narrow; 0 of 0 are taken');
  });

  it('gives the next three slots, those that are due, and what overlap makes of one', async () => {
    const { store } = rooms.world;
    const waiting = new Date('2026-03-01T11:45:00Z');
    await store.pipelines.register('diamond', 'x', waiting, NOW);
    const { schedule } = await look();
    const times = (dates: Date[] = []) => dates.map((date) => date.toISOString().slice(11, 16));
    assert.deepEqual(times(schedule?.next), ['12:10', '12:20', '12:30']);
    assert.deepEqual(times(schedule?.due), ['11:50', '12:00']);
    assert.doesNotMatch(forecastText(await look(), NOW), /overlap/);
    await store.runs.insert(newRun('one'));
    assert.match(
      forecastText(await look(), NOW),
      /overlap +a slot that fell due now would be skipped/,
    );
  });

  it('shows a pipeline that rests, with the reason', async () => {
    const { store } = rooms.world;
    await store.pipelines.register('diamond', 'x', null, NOW);
    await store.pipelines.pause('diamond', 'a holiday');
    assert.match(forecastText(await look(), NOW), /paused\S* +\S*a holiday/);
  });

  it('is there without a master, and says so', async () => {
    const away = new UnreachableError('the Spark master', 'the Spark master is away');
    rooms.world.cluster = { state: () => Promise.reject(away) } as unknown as Cluster;
    const found = await look();
    assert.equal(
      found.stages.every(({ room }) => room.unknown === 'the Spark master is away'),
      true,
    );
    assert.match(forecastText(found, NOW), /top, right, left, last: the Spark master is away/);
  });

  it('passes a bug on', async () => {
    rooms.jobsHash = () => Promise.reject(new TypeError('a bug'));
    await assert.rejects(look(), TypeError);
  });
});
