import type { Schedule } from '../model/pipeline.ts';
import { dueSlots, nextSlot } from '../plan/schedule.ts';

export interface SchedulePreview {
  cron: string;
  timezone: string;
  overlap: Schedule['overlap'];
  catchup: Schedule['catchup'];
  /** The next slots, at most three. */
  next: Date[];
  /** Due slots that catchup runs. */
  due: Date[];
  /** Number of due slots that catchup drops; counted up to 100. */
  dropped: number;
}

const SHOWN = 3;

/** @param waiting - the first slot without a run; null if the store has none */
export function previewSchedule(
  schedule: Schedule,
  waiting: Date | null,
  now: Date,
): SchedulePreview {
  const { cron, timezone, overlap, catchup } = schedule;
  const next: Date[] = [];
  let slot = nextSlot(schedule, now);
  while (slot && next.length < SHOWN) {
    next.push(slot);
    slot = nextSlot(schedule, slot);
  }
  const missed =
    waiting && waiting <= now ? dueSlots(schedule, waiting, now) : { slots: [], dropped: 0 };
  return { cron, timezone, overlap, catchup, next, due: missed.slots, dropped: missed.dropped };
}
