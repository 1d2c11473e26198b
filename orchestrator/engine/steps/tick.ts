/** tick: due slots become runs. */
import { describe, StoreRefused } from '../../model/errors.ts';
import type { Pipeline, Schedule } from '../../model/pipeline.ts';
import { runId, type NewRun } from '../../model/run.ts';
import { runParams } from '../../plan/params.ts';
import { dueSlots, jitterSeconds, slotInterval, type Due } from '../../plan/schedule.ts';
import { cronSlot } from '../../plan/slot-names.ts';
import type { World } from '../../ports/ports.ts';
import { forEachConcurrently } from '../for-each.ts';
import type { Step } from '../loop.ts';
import { orGiveUp } from '../store-refusals.ts';

/** Remembers which schedules could not be computed, so that each is logged once. */
export function ticking(): Step {
  const reported = new WeakMap<Pipeline, string>();
  return async (world) => {
    const { store, pipelines, clock, log } = world;
    const due = await store.pipelines.due(clock.now());
    if (due.length === 0) return;
    const active = await store.runs.active();
    await forEachConcurrently(due, async ({ name, nextSlot }) => {
      const pipeline = pipelines.get(name);
      const schedule = pipeline?.schedule;
      // Its file may be a faulty one: the slot waits until the file is fixed.
      if (!pipeline && world.incomplete()) return;
      // Its file or its schedule was removed: there are no further slots.
      if (!schedule) return take(world, name, nextSlot, [], null);
      const { queued = 0, running = 0 } = active.get(name) ?? {};
      const full = queued + running >= pipeline.concurrency;
      let dueRuns: DueRuns;
      try {
        dueRuns = dueRunsOf(world, pipeline, schedule, nextSlot, full);
      } catch (error) {
        // It fails in each pass until the file changes; a changed file makes another Pipeline object.
        const text = describe(error);
        if (reported.get(pipeline) !== text)
          log.error(`${name}: its schedule starts no run: ${text}`, { error });
        reported.set(pipeline, text);
        return;
      }
      reported.delete(pipeline);
      await take(world, name, nextSlot, dueRuns.runs, dueRuns.next);
      if (dueRuns.dropped > 0) log.info(`${name}: ${dueRuns.dropped} earlier slots were dropped`);
    });
  };
}

interface DueRuns extends Omit<Due, 'slots'> {
  runs: NewRun[];
}

function dueRunsOf(
  world: World,
  pipeline: Pipeline,
  schedule: Schedule,
  nextSlot: Date,
  full: boolean,
): DueRuns {
  const { slots, ...rest } = dueSlots(schedule, nextSlot, world.clock.now());
  return { ...rest, runs: slots.map((slot) => runOf(world, pipeline, schedule, slot, full)) };
}

/** Saves runs and the next slot together. If the store refuses some of the runs, the others start and the schedule goes on. */
async function take(
  world: World,
  name: string,
  slot: Date,
  runs: NewRun[],
  next: Date | null,
): Promise<void> {
  const { store, log } = world;
  await orGiveUp(
    world,
    `take ${cronSlot(slot)} of ${name}`,
    () => store.pipelines.take(name, slot, runs, next),
    async () => {
      for (const run of runs)
        await store.runs.insert(run).catch((error: unknown) => {
          if (!(error instanceof StoreRefused)) throw error;
          log.error(`${name}: there is no run of ${run.slot}: ${describe(error)}`, { error });
        });
      await store.pipelines.take(name, slot, [], next);
    },
  );
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
