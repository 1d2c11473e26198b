/** tick: a slot that is due becomes a run. */
import { runId } from '../model/run.ts';
import { cronSlot, dueSlot } from '../plan/schedule.ts';
import type { World } from './ports.ts';

export async function tick(world: World): Promise<void> {
  const { store, pipelines } = world;
  const busy = new Set((await store.activeRuns()).map(({ pipeline }) => pipeline));
  for (const { name, schedule } of pipelines.values()) {
    const now = world.now();
    const { scheduledSince } = await store.registerPipeline(name, now);
    const slot = schedule && dueSlot(schedule, scheduledSince, now);
    // While a run of the pipeline goes on, its slot waits; of several that fall due meanwhile the newest is run.
    if (!slot || busy.has(name)) continue;
    await store.insertRun({
      id: runId(name, now, world.random()),
      pipeline: name,
      slot: cronSlot(slot),
      reason: `scheduled by ${schedule.cron} (${schedule.timezone})`,
    });
    await store.noteSlot(name, slot);
  }
}
