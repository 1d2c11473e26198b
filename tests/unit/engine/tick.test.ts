import assert from 'node:assert/strict';
import { register } from '../../../orchestrator/engine/engine.ts';
import { tick } from '../../../orchestrator/engine/tick.ts';
import { testWorld } from './world.ts';

const hourly = (more = '', top = '') =>
  `pipeline: hourly\n${top}schedule: { cron: '0 * * * *'${more} }\nstages: { only: { job: a.py } }`;

describe('tick', () => {
  async function after(hours: number, yaml: string) {
    const world = testWorld([yaml]);
    await register(world);
    world.pass(hours * 3600);
    await tick(world);
    return world;
  }
  const told = async (world: ReturnType<typeof testWorld>) =>
    (await world.store.runs.list({ limit: 100 }))
      .map(({ slot, state }) => `${slot.slice(16, 21)} ${state}`)
      .sort();

  it('makes a run of a slot once it is due, for the interval before it', async () => {
    const world = await after(1, hourly());
    await tick(world);
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

  it('makes of missed slots the newest, each, or none, as the pipeline says', async () => {
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
      await tick(world);
      const [run] = await world.store.runs.list({ limit: 1, states: ['skipped', 'queued'] });
      assert.equal(run?.state, state);
    }
  });

  it('makes nothing of a paused pipeline, of a slot before its start, or of one from its end on', async () => {
    const world = testWorld([hourly()]);
    await register(world);
    await world.store.pipelines.pause('hourly', 'a holiday');
    world.pass(7200);
    await tick(world);
    assert.deepEqual(await told(world), []);
    assert.deepEqual(await told(await after(2, hourly(", start: '2026-03-02'"))), []);
    assert.deepEqual(await told(await after(2, hourly(", end: '2026-03-01T13:00:00Z'"))), []);
  });
});
