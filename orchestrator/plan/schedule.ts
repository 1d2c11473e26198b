import { createHash } from 'node:crypto';
import { describe } from '../model/errors.ts';
import type { Schedule } from '../model/pipeline.ts';
import { timeAfter, timesAfter, timeUpTo } from './cron.ts';

/** Slots of a schedule that are due at one moment. */
export interface Due {
  /** Slots to run, oldest first. */
  slots: Date[];
  /** Number of due slots that catchup drops; counted up to 100. */
  dropped: number;
  /** The first slot that is neither in `slots` nor dropped, due or not; null if the schedule has ended. */
  next: Date | null;
}

const MOST = 100;
/** A slot that is at most this late counts as on time, in milliseconds. */
const LATE = 60_000;

/**
 * The first slot after a time; null if the schedule has ended by then. @throws TerminalError if there are no slots
 */
export function nextSlot(schedule: Schedule, after: Date): Date | null {
  const { start, end } = schedule;
  const first = start === null ? after : new Date(Math.max(+after, Date.parse(start) - 1));
  const slot = timeAfter(schedule, first);
  return end !== null && slot.getTime() >= Date.parse(end) ? null : slot;
}

/** Why a schedule has no slots; null if it has some. */
export function scheduleFault(schedule: Schedule, now: Date): string | null {
  try {
    nextSlot(schedule, now);
    return null;
  } catch (error) {
    return describe(error);
  }
}

/** The interval of data of a slot: from the slot before it (inclusive) to the slot itself (exclusive). */
export function slotInterval(schedule: Schedule, slot: Date): { start: Date; end: Date } {
  return { start: timeUpTo(schedule, new Date(slot.getTime() - 1)), end: slot };
}

/**
 * Selects the slots to run now, by the schedule's `catchup`: `latest` selects the newest due slot; `none` does the same
 * unless that slot is more than a minute late; `all` selects each, at most 100 per call. The number of missed slots
 * doesn't matter for the cost.
 *
 * @param next - the first slot that has no run
 */
export function dueSlots(schedule: Schedule, next: Date, now: Date): Due {
  // If the schedule has changed, `next` may not be one of its slots.
  const first = nextSlot(schedule, new Date(next.getTime() - 1));
  if (first === null || first > now) return { slots: [], dropped: 0, next: first };
  const latest = schedule.end === null ? +now : Math.min(+now, Date.parse(schedule.end) - 1);
  if (schedule.catchup === 'all') {
    const slots = slotsFrom(schedule, first, new Date(latest), MOST);
    return { slots, dropped: 0, next: nextSlot(schedule, slots.at(-1) ?? now) };
  }
  const newest = timeUpTo(schedule, new Date(latest));
  const runsNewest = schedule.catchup === 'latest' || now.getTime() - newest.getTime() <= LATE;
  const dropped = slotsFrom(schedule, first, runsNewest ? new Date(+newest - 1) : newest, MOST);
  return {
    slots: runsNewest ? [newest] : [],
    dropped: dropped.length,
    next: nextSlot(schedule, now),
  };
}

/** The delay of a slot's run in seconds: random, but always the same for one slot of one pipeline. */
export function jitterSeconds({ jitter }: Schedule, pipeline: string, slot: Date): number {
  const hash = createHash('sha256').update(`${pipeline} ${slot.toISOString()}`).digest();
  return (jitter * hash.readUInt32BE()) / 2 ** 32;
}

/**
 * The slots after `from` up to `to`, inclusive, oldest first. For a daily schedule, 1 January to 1 February gives the
 * slots whose intervals are the days of January. The schedule's own start and end don't apply.
 *
 * @param limit - the most slots to return
 */
export function slotsBetween(schedule: Schedule, from: Date, to: Date, limit: number): Date[] {
  return slotsFrom(schedule, timeAfter(schedule, from), to, limit);
}

/** Slots from `first` up to `to`, inclusive. */
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
