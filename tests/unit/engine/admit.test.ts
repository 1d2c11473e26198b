import assert from 'node:assert/strict';
import { admit } from '../../../orchestrator/engine/steps/admit.ts';
import { clusterOf, testWorld } from './world.ts';

const small = (name: string, more = '') =>
  `pipeline: ${name}\nconcurrency: 9\n${more}stages: { only: { job: a.py } }`;

describe('admit', () => {
  const states = async (world: ReturnType<typeof testWorld>, ...runs: string[]) =>
    Promise.all(
      runs.map(async (run) => {
        const [stage] = await world.store.stages.of(run);
        return stage?.state;
      }),
    );

  it('admits the stages that fit, and explains what the others wait for', async () => {
    const world = testWorld([small('a')]);
    const runs = [await world.planned('a'), await world.planned('a'), await world.planned('a')];
    await admit(world);
    assert.deepEqual(await states(world, ...runs), ['admitted', 'ready', 'ready']);
    const [waiting] = await world.store.stages.of(runs[2] ?? '');
    assert.equal(
      waiting?.reason,
      'waits for a driver of 1 core, 1 GiB and an executor of 2 cores, 1 GiB; ' +
        'free: 3 cores, 3 GiB and 3 cores, 3 GiB; 1 stage ahead',
    );
  });

  it('goes by priority before age', async () => {
    const world = testWorld([small('low'), small('high', 'priority: 5\n')]);
    const [low, high] = [await world.planned('low'), await world.planned('high')];
    await admit(world);
    assert.deepEqual(await states(world, low, high), ['ready', 'admitted']);
  });

  it('fills a pool up to its places, and does not delay stages of no pool', async () => {
    const tiny = 'spark: { executor: { cores: 1 } }\n';
    const world = testWorld([small('pooled', `pool: narrow\n${tiny}`), small('free', tiny)], {
      pools: { narrow: 1 },
    });
    const runs = [
      await world.planned('pooled'),
      await world.planned('pooled'),
      await world.planned('free'),
    ];
    await admit(world);
    assert.deepEqual(await states(world, ...runs), ['admitted', 'ready', 'admitted']);
    const [waiting] = await world.store.stages.of(runs[1] ?? '');
    assert.equal(waiting?.reason, 'waits for a place of the pool narrow; 1 of 1 are taken');
  });

  it('a stage that takes the whole pool waits for running stages and blocks younger ones', async () => {
    const tiny = 'spark: { executor: { cores: 1 } }\n';
    const load = small('load', `pool: lake\n${tiny}`);
    const world = testWorld([load, small('tidy', `pool: lake\nplaces: all\n${tiny}`)], {
      pools: { lake: 4 },
    });
    const first = await world.planned('load');
    await admit(world);
    const tidy = await world.planned('tidy');
    world.pass(1);
    const later = await world.planned('load');
    await admit(world);
    assert.deepEqual(await states(world, first, tidy, later), ['admitted', 'ready', 'ready']);
    const [waiting] = await world.store.stages.of(tidy);
    assert.equal(waiting?.reason, 'waits for 4 places of the pool lake; 1 of 4 are taken');
    const [behind] = await world.store.stages.of(later);
    assert.equal(
      behind?.reason,
      `waits for a place of the pool lake behind ${tidy}/only, whose turn it is`,
    );
    await world.store.stages.fail(first, 'only', 'over');
    await admit(world);
    assert.deepEqual(await states(world, tidy, later), ['admitted', 'ready']);
    await world.store.stages.fail(tidy, 'only', 'over');
    await admit(world);
    assert.deepEqual(await states(world, later), ['admitted']);
  });

  it('lets a stage of higher priority pass a stage that waits for many places', async () => {
    const tiny = 'spark: { executor: { cores: 1 } }\n';
    const world = testWorld(
      [
        small('load', `pool: lake\n${tiny}`),
        small('tidy', `pool: lake\nplaces: 2\n${tiny}`),
        small('urgent', `pool: lake\npriority: 1\n${tiny}`),
      ],
      { pools: { lake: 2 } },
    );
    await world.planned('load');
    await admit(world);
    const [tidy, urgent] = [await world.planned('tidy'), await world.planned('urgent')];
    await admit(world);
    assert.deepEqual(await states(world, tidy, urgent), ['ready', 'admitted']);
  });

  it('admits a stage behind any number of stages that wait for full pools', async () => {
    const tiny = 'spark: { executor: { cores: 1 } }\n';
    const wide = (name: string, count: number, more: string) =>
      `pipeline: ${name}\nconcurrency: 9\n${more}stages:\n` +
      Array.from({ length: count }, (_, i) => `  s${i}: { job: a.py }\n`).join('');
    const world = testWorld(
      [
        small('holder', `pool: narrow\n${tiny}`),
        wide('waiting', 1_050, `pool: narrow\npriority: 9\n${tiny}`),
        wide('too', 60, `pool: closed\npriority: 8\n${tiny}`),
        small('free', tiny),
        small('other', `pool: roomy\n${tiny}`),
      ],
      { pools: { narrow: 1, closed: 0, roomy: 1 } },
    );
    await world.submitted(await world.planned('holder'), 'only');
    const waiting = await world.planned('waiting');
    const too = await world.planned('too');
    const others = [await world.planned('free'), await world.planned('other')];
    world.pools = { narrow: 1, closed: 1, roomy: 1 };
    await world.submitted(too, 's0');
    const size = { cores: 64, coresFree: 64, memory: 65_536, memoryFree: 65_536 };
    world.cluster = clusterOf({ workers: [{ id: 'worker-1', alive: true, ...size }] });
    await admit(world);
    assert.deepEqual(await states(world, ...others), ['admitted', 'admitted']);
    const reasons = async (run: string) =>
      (await world.store.stages.of(run)).map(({ reason }) => reason);
    const told = await reasons(too);
    assert.equal(told[1], 'waits for a place of the pool closed; 1 of 1 are taken');
    assert.match(String(told[50]), /^waits for a place of the pool closed behind too-3\/s1, /);
    assert.equal(told[51], 'waits for a place of the pool closed behind more than 50 stages');
    assert.equal((await reasons(waiting))[999], told[51].replace('closed', 'narrow'));
    const before = world.tables.history.length;
    await admit(world);
    assert.equal(world.tables.history.length, before, 'the same is not said twice');
  });

  it('admits a small stage behind many that are too large for now', async () => {
    const large =
      'concurrency: 99\npriority: 1\nspark: { driver: { cores: 3 }, executor: { cores: 3 } }\n';
    const world = testWorld([
      `pipeline: large\n${large}stages:\n` +
        Array.from({ length: 60 }, (_, i) => `  s${i}: { job: a.py }\n`).join(''),
      small('little', 'spark: { executor: { cores: 1 } }\n'),
    ]);
    const run = await world.planned('large');
    const little = await world.planned('little');
    const worker = { alive: true, cores: 3, memory: 3072, memoryFree: 3072 };
    const workers = [2, 2].map((coresFree, i) => ({ ...worker, id: `w-${i}`, coresFree }));
    await admit({ ...world, cluster: clusterOf({ workers }) });
    assert.equal((await world.store.stages.of(run))[0]?.state, 'ready');
    assert.equal(
      (await world.store.stages.of(run))[55]?.reason,
      'waits for room on the cluster behind more than 50 stages',
    );
    assert.deepEqual(await states(world, little), ['admitted']);
  });

  it('fails a stage that fits no worker at once', async () => {
    const world = testWorld([small('huge', 'spark: { executor: { cores: 4 } }\n')]);
    const run = await world.planned('huge');
    await admit(world);
    assert.equal((await world.store.runs.get(run))?.state, 'failed');
    const [stage] = await world.store.stages.of(run);
    assert.match(String(stage?.reason), /^needs .* 4 cores.*ask for less under spark/);
  });

  it('reserves an executor for a driver that has none yet, even beside a stranger', async () => {
    const world = testWorld([small('a', 'spark: { executor: { cores: 1 } }\n')]);
    const first = await world.planned('a');
    const attempt = await world.submitted(first, 'only');
    const second = await world.planned('a');
    const driver = { id: `driver-of-${attempt}`, state: 'RUNNING', worker: 'worker-1' } as const;
    const shown = { alive: true, cores: 3, memory: 3072, memoryFree: 3072 };
    // Two cores are free; one of them is promised to the first run's executor, which no worker shows yet.
    const cluster = clusterOf({
      workers: [{ id: 'worker-1', coresFree: 2, ...shown }],
      drivers: new Map([[driver.id, { ...driver, cores: 1, memory: 1024 }]]),
    });
    await admit({ ...world, cluster });
    assert.deepEqual(await states(world, second), ['ready']);
  });
});
