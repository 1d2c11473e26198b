import { CronExpressionParser } from 'cron-parser';
import type { Schedule } from '../model/pipeline.ts';

/**
 * The newest slot of a schedule that is due and has not been taken, or null.
 * Slots missed in between are not made up for: an incremental load reads their rows anyway.
 *
 * @param since - the last slot taken, or when the schedule was first seen; slots up to it are not due
 */
export function dueSlot(schedule: Schedule, since: Date, now: Date): Date | null {
  // prev() excludes its starting point, and a slot is due at its very second.
  const from = new Date(now.getTime() + 1);
  const options = { tz: schedule.timezone, currentDate: from };
  const newest = CronExpressionParser.parse(schedule.cron, options).prev().toDate();
  return newest > since ? newest : null;
}

/** When the schedule is due next after a time. */
export function nextSlot(schedule: Schedule, after: Date): Date {
  const options = { tz: schedule.timezone, currentDate: after };
  return CronExpressionParser.parse(schedule.cron, options).next().toDate();
}

/** The name of a slot that a schedule made. */
export function cronSlot(time: Date): string {
  return `cron:${time.toISOString().replace('.000Z', 'Z')}`;
}
