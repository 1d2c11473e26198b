import assert from 'node:assert/strict';
import { admit } from '../../../orchestrator/engine/admit.ts';
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

  it('admits what there is room for, and says of the others what they wait for and behind how many', async () => {
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

  it('admits no more of a pool than it has places, and does not hold others up for it', async () => {
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

  it('lets in what takes all places once the others are through, and holds back what came after it', async () => {
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

  it('lets what is more urgent pass by what waits for many places', async () => {
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

  it('fails at once what fits no worker', async () => {
    const world = testWorld([small('huge', 'spark: { executor: { cores: 4 } }\n')]);
    const run = await world.planned('huge');
    await admit(world);
    assert.equal((await world.store.runs.get(run))?.state, 'failed');
    const [stage] = await world.store.stages.of(run);
    assert.match(String(stage?.reason), /^needs .* 4 cores.*ask for less under spark/);
  });

  it('holds back the executor of a driver that has none yet, even beside a stranger', async () => {
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
