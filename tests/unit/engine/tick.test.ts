import assert from 'node:assert/strict';
import { register } from '../../../orchestrator/engine/register.ts';
import { ticking } from '../../../orchestrator/engine/steps/tick.ts';
import { testWorld } from './world.ts';

const hourly = (more = '', top = '') =>
  `pipeline: hourly\n${top}schedule: { cron: '0 * * * *'${more} }\nstages: { only: { job: a.py } }`;

describe('tick', () => {
  async function after(hours: number, yaml: string) {
    const world = testWorld([yaml]);
    await register(world);
    world.pass(hours * 3600);
    await ticking()(world);
    return world;
  }
  const told = async (world: ReturnType<typeof testWorld>) =>
    (await world.store.runs.list({ limit: 100 }))
      .map(({ slot, state }) => `${slot.slice(16, 21)} ${state}`)
      .sort();

  it('starts a run for a due slot, for the interval before it', async () => {
    const world = await after(1, hourly());
    await ticking()(world);
    const runs = await world.store.runs.list({ limit: 10 });
    assert.deepEqual(
      runs.map(({ slot, slotStart, slotEnd }) => [
        slot,
        slotStart.toISOString(),
        slotEnd.toISOString(),
      ]),
      [['cron:2026-03-01T13:00:00Z', '2026-03-01T12:00:00.000Z', '2026-03-01T13:00:00.000Z']],
    );
  });

  it('starts the newest, all or none of the missed slots, by the catchup setting', async () => {
    assert.deepEqual(await told(await after(3.5, hourly())), ['15:00 queued']);
    assert.deepEqual(await told(await after(3.5, hourly(', catchup: none'))), []);
    assert.deepEqual(await told(await after(3.5, hourly(', catchup: all'))), [
      '13:00 queued',
      '14:00 queued',
      '15:00 queued',
    ]);
  });

  it('skips, or queues, a slot that comes while a run goes on', async () => {
    for (const [overlap, state] of [
      ['skip', 'skipped'],
      ['queue', 'queued'],
    ]) {
      const world = testWorld([hourly(`, overlap: ${String(overlap)}`)]);
      await register(world);
      await world.planned('hourly');
      world.pass(3600);
      await ticking()(world);
      const [run] = await world.store.runs.list({ limit: 1, states: ['skipped', 'queued'] });
      assert.equal(run?.state, state);
    }
  });

  it('starts other pipelines beside a broken schedule, which it logs once a change', async () => {
    const errors: string[] = [];
    const log = { info: () => undefined, warn: () => undefined };
    const world = testWorld([hourly().replace('hourly', 'odd'), hourly()], {
      log: { ...log, error: (message) => errors.push(message) },
    });
    const [odd, good] = [...world.pipelines.values()];
    assert.ok(odd?.schedule && good);
    // A zone that the next release of Node no longer has.
    const lost = { ...odd, schedule: { ...odd.schedule, timezone: 'Mars/Olympus' } };
    const pipelines = new Map([lost, good].map((each) => [each.name, each]));
    const spoilt = { ...world, pipelines };
    await register(spoilt);
    const step = ticking();
    for (let pass = 0; pass < 3; pass++) {
      world.pass(3600);
      await step(spoilt);
    }
    assert.deepEqual(await told(world), ['13:00 queued', '14:00 skipped', '15:00 skipped']);
    assert.match(errors.join('\n'), /^odd: its schedule starts no run: .*Mars\/Olympus$/);
    pipelines.set('odd', { ...lost });
    await step(spoilt);
    await step(spoilt);
    assert.equal(errors.length, 2);
    // Once it can be computed, the slots since then are caught up on.
    pipelines.set('odd', odd);
    await step(spoilt);
    assert.equal((await told(world)).length, 4);
  });

  it('keeps the slot of a pipeline with a faulty file, and drops that of a deleted file', async () => {
    for (const [incomplete, slots] of [
      [true, ['13:00 queued']],
      [false, []],
    ] as const) {
      const world = testWorld([hourly()]);
      await register(world);
      world.pass(3600);
      await ticking()({ ...world, pipelines: new Map(), incomplete: () => incomplete });
      await register(world);
      await ticking()(world);
      assert.deepEqual(await told(world), slots);
      world.pass(3600);
      await ticking()(world);
      assert.match((await told(world)).join(), /14:00/, 'its file is back, and so are its slots');
    }
  });

  it('starts nothing while paused, before the start, or from the end on', async () => {
    const world = testWorld([hourly()]);
    await register(world);
    await world.store.pipelines.pause('hourly', 'a holiday');
    world.pass(7200);
    await ticking()(world);
    assert.deepEqual(await told(world), []);
    assert.deepEqual(await told(await after(2, hourly(", start: '2026-03-02'"))), []);
    assert.deepEqual(await told(await after(2, hourly(", end: '2026-03-01T13:00:00Z'"))), []);
  });
});
