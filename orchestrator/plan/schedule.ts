import { createHash } from 'node:crypto';
import type { Schedule } from '../model/pipeline.ts';
import { timeAfter, timesAfter, timeUpTo } from './cron.ts';

/** What falls due of a schedule at one moment. */
export interface Due {
  /** Oldest first. */
  slots: Date[];
  /** How many others were passed over; counted up to 100. */
  letGo: number;
  /** The first slot that has been neither given nor passed over, due or not; null where there will be none. */
  next: Date | null;
}

const MOST = 100;
/** How late a slot may be, in milliseconds, without counting as missed. */
const LATE = 60_000;

/** When the schedule is due next after a time; null from its end on. */
export function nextSlot(schedule: Schedule, after: Date): Date | null {
  const { start, end } = schedule;
  const first = start === null ? after : new Date(Math.max(+after, Date.parse(start) - 1));
  const slot = timeAfter(schedule, first);
  return end !== null && slot.getTime() >= Date.parse(end) ? null : slot;
}

/** The interval of data that a slot is for: from the slot before it to the slot itself, the end exclusive. */
export function slotInterval(schedule: Schedule, slot: Date): { start: Date; end: Date } {
  return { start: timeUpTo(schedule, new Date(slot.getTime() - 1)), end: slot };
}

/**
 * Which slots are to be run now, as the schedule's `catchup` has it: `latest` gives the newest that is due, `none` the
 * same unless it is more than a minute late, `all` each, at most 100 at a time. However many slots were missed, it
 * looks at no more than these.
 *
 * @param next - the first slot that has not been taken
 */
export function dueSlots(schedule: Schedule, next: Date, now: Date): Due {
  // After a change of the schedule it need not be one of its slots.
  const first = nextSlot(schedule, new Date(next.getTime() - 1));
  if (first === null || first > now) return { slots: [], letGo: 0, next: first };
  const latest = schedule.end === null ? +now : Math.min(+now, Date.parse(schedule.end) - 1);
  if (schedule.catchup === 'all') {
    const slots = slotsFrom(schedule, first, new Date(latest), MOST);
    return { slots, letGo: 0, next: nextSlot(schedule, slots.at(-1) ?? now) };
  }
  const newest = timeUpTo(schedule, new Date(latest));
  const given = schedule.catchup === 'latest' || now.getTime() - newest.getTime() <= LATE;
  const passed = slotsFrom(schedule, first, given ? new Date(+newest - 1) : newest, MOST);
  return { slots: given ? [newest] : [], letGo: passed.length, next: nextSlot(schedule, now) };
}

/** By how many seconds the run of a slot starts late: always the same for one slot of one pipeline. */
export function jitterSeconds({ jitter }: Schedule, pipeline: string, slot: Date): number {
  const hash = createHash('sha256').update(`${pipeline} ${slot.toISOString()}`).digest();
  return (jitter * hash.readUInt32BE()) / 2 ** 32;
}

/**
 * The slots that are after `from` and not after `to`: of every midnight, from 1 January to 1 February, those whose
 * intervals are the days of January. The schedule's own start and end, which bound what the clock starts, don't matter.
 *
 * @param limit - how many are given at most, oldest first
 */
export function slotsBetween(schedule: Schedule, from: Date, to: Date, limit: number): Date[] {
  return slotsFrom(schedule, timeAfter(schedule, from), to, limit);
}

/** Slots from one slot on, up to a time, which is included. */
function slotsFrom(schedule: Schedule, first: Date, to: Date, limit: number): Date[] {
  const slots: Date[] = [];
  if (limit < 1 || first > to) return slots;
  slots.push(first);
  for (const time of timesAfter(schedule, first)) {
    if (slots.length >= limit || time > to) break;
    slots.push(time);
  }
  return slots;
}
