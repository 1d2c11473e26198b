import { describe, StoreRefused } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { nextSlot } from '../plan/schedule.ts';
import type { World } from '../ports/ports.ts';
import { forEachConcurrently } from './for-each.ts';

/** Makes the pipelines known to the store. A schedule that the store knows already continues at its next slot. */
export async function register({ store, pipelines, clock, log }: World): Promise<void> {
  const now = clock.now();
  const all = [...pipelines.values()].map((pipeline) => {
    const [schedule, slot] = scheduleOf(pipeline, now);
    return { name: pipeline.name, schedule, nextSlot: slot };
  });
  try {
    await store.pipelines.registerAll(all, now);
  } catch (error) {
    if (!(error instanceof StoreRefused)) throw error;
    // One by one, so that the store refuses only the pipeline that it can't take.
    await forEachConcurrently(all, async (one) => {
      await store.pipelines.registerAll([one], now).catch((refusal: unknown) => {
        if (!(refusal instanceof StoreRefused)) throw refusal;
        log.error(`${one.name} can't be registered: ${describe(refusal)}`, { error: refusal });
      });
    });
  }
}

/**
 * A text that differs if the schedule does, and the schedule's first slot from `now` on. A schedule that can't be computed
 * is due at once: `tick` then reports why, and the other pipelines are registered all the same.
 */
export function scheduleOf({ schedule }: Pipeline, now: Date): [string, Date | null] {
  const text = JSON.stringify(schedule);
  if (!schedule) return [text, null];
  try {
    return [text, nextSlot(schedule, now)];
  } catch {
    return [text, now];
  }
}
