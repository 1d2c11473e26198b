/** tick: slots that are due become runs. */
import { runId, type NewRun } from '../model/run.ts';
import type { Pipeline, Schedule } from '../model/pipeline.ts';
import { runParams } from '../plan/params.ts';
import { dueSlots, jitterSeconds, slotInterval } from '../plan/schedule.ts';
import { cronSlot } from '../plan/slots.ts';
import { each } from './each.ts';
import type { World } from './ports.ts';

export async function tick(world: World): Promise<void> {
  const { store, pipelines, clock } = world;
  const now = clock.now();
  const due = await store.pipelines.due(now);
  if (due.length === 0) return;
  const active = await store.runs.active();
  await each(due, async ({ name, nextSlot }) => {
    const pipeline = pipelines.get(name);
    const schedule = pipeline?.schedule;
    // A pipeline whose file is gone, or whose schedule is, has no slots any more.
    if (!schedule) return store.pipelines.take(name, nextSlot, [], null);
    const { slots, letGo, next } = dueSlots(schedule, nextSlot, now);
    const { queued = 0, running = 0 } = active.get(name) ?? {};
    const full = queued + running >= pipeline.concurrency;
    const runs = slots.map((slot) => runOf(world, pipeline, schedule, slot, full));
    await store.pipelines.take(name, nextSlot, runs, next);
    if (letGo > 0) world.log.info(`${name}: ${letGo} earlier slots were let go`);
  });
}

function runOf(
  { clock, random }: World,
  pipeline: Pipeline,
  schedule: Schedule,
  slot: Date,
  full: boolean,
): NewRun {
  const { name, priority } = pipeline;
  const { start, end } = slotInterval(schedule, slot);
  const skipped = full && schedule.overlap === 'skip' && schedule.catchup !== 'all';
  const jitter = jitterSeconds(schedule, name, slot);
  return {
    id: runId(name, clock.now(), random()),
    pipeline: name,
    slot: cronSlot(slot),
    slotStart: start,
    slotEnd: end,
    params: runParams(pipeline, {}),
    priority,
    state: skipped ? 'skipped' : 'queued',
    reason: skipped
      ? 'an earlier run was still going on'
      : `scheduled by ${schedule.cron} (${schedule.timezone})`,
    notBefore: jitter > 0 ? new Date(slot.getTime() + jitter * 1000) : null,
  };
}
