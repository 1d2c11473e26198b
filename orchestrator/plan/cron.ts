/**
 * The moments at which a cron expression is due in a time zone. They don't depend on where a search starts, or on its
 * direction.
 *
 * If clocks skip a wall time, it is due later by the skipped length. If clocks show it twice, it is due the first time,
 * or both times if the expression matches every hour.
 */
import type { Schedule } from '../model/pipeline.ts';
import { TerminalError } from '../model/errors.ts';
import { CronFields, DAY, startOfDay, type Direction } from './cron-fields.ts';
import { clocksBetween, momentsOf, type Clocks } from './zone.ts';

type Cron = Pick<Schedule, 'cron' | 'timezone'>;

/** The longest search in days: the next fifth Monday of a February may be 40 years away. */
const DAYS = 41 * 366;

/** All due times after `after`, without end. */
export function timesAfter(cron: Cron, after: Date): Generator<Date, never> {
  return times(cron, after.getTime() + 1, 1);
}

/** The first due time after `after`. */
export function timeAfter(cron: Cron, after: Date): Date {
  return timesAfter(cron, after).next().value;
}

/** The last due time up to `latest`, inclusive. */
export function timeUpTo(cron: Cron, latest: Date): Date {
  return times(cron, latest.getTime(), -1).next().value;
}

/** The due times from `from` on, inclusive. */
function* times(cron: Cron, from: number, direction: Direction): Generator<Date, never> {
  const fields = CronFields.of(cron.cron);
  let empty = 0;
  for (let day = startOfDay(from); empty < DAYS; day += direction * DAY) {
    empty++;
    // A UTC day overlaps up to three local dates.
    if (![-DAY, 0, DAY].some((shift) => fields.matchesDate(day + shift))) continue;
    const start = direction > 0 ? Math.max(day, from) : day;
    const end = direction > 0 ? day + DAY : Math.min(day + DAY, from + 1);
    for (const time of due(fields, clocksOf(cron.timezone, day), start, end, direction)) {
      empty = 0;
      yield new Date(time);
    }
  }
  throw new TerminalError(`the cron expression ${cron.cron} is not due within 41 years`, {
    hint: 'Write a day that exists.',
  });
}

/** The due times of one UTC day, from `start` (inclusive) to `end` (exclusive). */
function* due(
  fields: CronFields,
  clocks: Clocks,
  start: number,
  end: number,
  direction: Direction,
): Generator<number> {
  function* dueAt(offset: number) {
    for (const wall of fields.between(start + offset, end + offset, direction)) {
      const moments = momentsOf(wall, clocks);
      const counted = fields.everyHour ? moments : moments.slice(0, 1);
      if (counted.includes(wall - offset)) yield wall - offset;
    }
  }
  const { before, after } = clocks;
  yield* before === after ? dueAt(before) : merged([dueAt(before), dueAt(after)], direction);
}

const known = new Map<string, Map<number, Clocks>>();

/** A zone's clocks on a UTC day and the two days before it, because skipped times move to a later day. */
function clocksOf(timezone: string, day: number): Clocks {
  const days = known.get(timezone) ?? new Map<number, Clocks>();
  known.set(timezone, days);
  const clocks = days.get(day) ?? clocksBetween(timezone, day - 2 * DAY, day + DAY);
  // Limits memory; schedules mostly ask for the same few days.
  if (days.size > 100) days.clear();
  days.set(day, clocks);
  return clocks;
}

/** Merges sorted sequences into one, without duplicates. */
function* merged(sequences: Generator<number>[], direction: Direction): Generator<number> {
  const heads = new Map(sequences.map((sequence) => [sequence, sequence.next()]));
  for (;;) {
    const values = [...heads.values()].flatMap(({ done, value }) => (done ? [] : [value]));
    if (values.length === 0) return;
    const first = direction > 0 ? Math.min(...values) : Math.max(...values);
    yield first;
    for (const [sequence, { value }] of heads)
      if (value === first) heads.set(sequence, sequence.next());
  }
}
