/**
 * The times of a cron expression, the same from wherever one looks.
 *
 * Where clocks go forward, a time that they leave out falls due as late after the change as it would have been (02:30 at
 * 03:30); where they go back, a time that comes twice falls due the first time. An expression that names no hours runs
 * through both as if there were none. `next` of cron-parser does so, but only when it starts before the change, and
 * `prev` does not.
 */
import { CronDate, CronExpressionParser } from 'cron-parser';
import type { Schedule } from '../model/pipeline.ts';

type Cron = Pick<Schedule, 'cron' | 'timezone'>;

/** Longer than any time that clocks leave out or repeat. */
const CHANGE = 3 * 3_600_000;

/** Every time after another one, without end. */
export function* timesAfter({ cron, timezone }: Cron, after: Date): Generator<Date, never> {
  const expression = CronExpressionParser.parse(cron, { tz: timezone, currentDate: after });
  const early = new Date(after.getTime() - CHANGE);
  const hourly = expression.fields.hour.values.length === 24;
  const late = new Date(after.getTime() + CHANGE);
  if (!hourly && offset(early, timezone) !== offset(late, timezone)) expression.reset(early);
  for (;;) {
    const time = expression.next().toDate();
    if (time > after) yield time;
  }
}

export function timeAfter(cron: Cron, after: Date): Date {
  return timesAfter(cron, after).next().value;
}

/** The newest time that is not after another one. */
export function timeUpTo(cron: Cron, latest: Date): Date {
  // prev() leaves its starting point out.
  const currentDate = new Date(latest.getTime() + 1);
  const expression = CronExpressionParser.parse(cron.cron, { tz: cron.timezone, currentDate });
  for (;;) {
    // A time that comes for the second time is no true one; after one that is, prev() may have left a few out.
    let found: Date | null = null;
    const from = new Date(expression.prev().getTime() - 1);
    for (const time of timesAfter(cron, from)) {
      if (time > latest) break;
      found = time;
    }
    if (found) return found;
  }
}

function offset(time: Date, timezone: string): number {
  return new CronDate(time, timezone).getUTCOffset();
}
