import { momentOf } from './zone.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;
const LOCAL = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?$/;
const OFFSET = /([zZ]|[+-]\d\d:?\d\d)$/;

/**
 * Parses a time that a user wrote. A date means its midnight; a time without an offset is in the time zone. Skipped and
 * repeated times count as in a schedule: see cron.ts.
 *
 * @returns null if the text is not a time
 */
export function zonedTime(text: string, timezone: string): Date | null {
  if (!isDate(text.slice(0, 10))) return null;
  const local = DATE.test(text) ? `${text}T00:00` : text;
  if (LOCAL.test(local)) {
    const wall = Date.parse(`${local.replace(' ', 'T')}Z`);
    return Number.isNaN(wall) ? null : new Date(momentOf(wall, timezone));
  }
  const exact = new Date(OFFSET.test(text) ? text : NaN);
  return Number.isNaN(+exact) ? null : exact;
}

/** Whether the date exists; JavaScript reads 31 February as 3 March. */
function isDate(text: string): boolean {
  const date = new Date(DATE.test(text) ? `${text}T00:00Z` : NaN);
  return !Number.isNaN(+date) && date.toISOString().startsWith(text);
}
