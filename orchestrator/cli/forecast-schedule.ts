import type { Schedule } from '../model/pipeline.ts';
import { dueSlots, nextSlot } from '../plan/schedule.ts';

export interface ScheduleForecast {
  cron: string;
  timezone: string;
  overlap: Schedule['overlap'];
  catchup: Schedule['catchup'];
  /** The next slots, at most three. */
  next: Date[];
  /** Slots that are due already and that nobody has taken: what catchup makes of them. */
  due: Date[];
  /** Slots that are due and would be let go; counted up to 100. */
  letGo: number;
}

const SHOWN = 3;

/** @param waiting - the first slot that nobody has taken, as far as the store knows one */
export function scheduleForecast(
  schedule: Schedule,
  waiting: Date | null,
  now: Date,
): ScheduleForecast {
  const { cron, timezone, overlap, catchup } = schedule;
  const next: Date[] = [];
  let slot = nextSlot(schedule, now);
  while (slot && next.length < SHOWN) {
    next.push(slot);
    slot = nextSlot(schedule, slot);
  }
  const missed =
    waiting && waiting <= now ? dueSlots(schedule, waiting, now) : { slots: [], letGo: 0 };
  return { cron, timezone, overlap, catchup, next, due: missed.slots, letGo: missed.letGo };
}
