/**
 * Converts between moments and wall times of a time zone. A wall time is a number: the moment, in milliseconds since
 * 1970, at which clocks in UTC show the same date and time.
 */

const SECOND = 1000;
const DAY = 86_400 * SECOND;
/** More than clocks ever skip: Samoa skipped a whole day, 30 December 2011. */
const FAR = 1.5 * DAY;

/** A time zone's clocks over a few days, in which they change at most once. */
export interface Clocks {
  /** The first moment after the change; Infinity if there is none. */
  change: number;
  /** Offsets from UTC in milliseconds, before and after the change. */
  before: number;
  after: number;
}

/** The offset of a time zone from UTC at a moment, in milliseconds. */
export function offsetAt(timezone: string, moment: number): number {
  // GMT+05:30, just GMT, or GMT-00:44:30 for times before standard zones existed.
  const [, sign, hours, minutes, seconds = '0'] =
    /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(formatOf(timezone).format(moment)) ?? [];
  if (sign === undefined) return 0;
  const ahead = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * SECOND;
  return sign === '+' ? ahead : -ahead;
}

/** The clocks of a time zone between two moments; binary search finds the change to the second. */
export function clocksBetween(timezone: string, from: number, to: number): Clocks {
  const [before, after] = [offsetAt(timezone, from), offsetAt(timezone, to)];
  if (before === after) return { change: Infinity, before, after };
  let [low, high] = [Math.floor(from / SECOND), Math.ceil(to / SECOND)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timezone, middle * SECOND) === before) low = middle;
    else high = middle;
  }
  return { change: high * SECOND, before, after };
}

/**
 * The moments at which clocks show a wall time, oldest first: one, or two if they are set back over it. If they skip
 * the time, it is later by the skipped length: 02:30 becomes 03:30 if clocks jump from 02:00 to 03:00.
 */
export function momentsOf(wall: number, { change, before, after }: Clocks): number[] {
  const moments: number[] = [];
  if (wall - before < change) moments.push(wall - before);
  if (wall - after >= change) moments.push(wall - after);
  return moments.length > 0 ? moments : [wall - before];
}

/** The first moment at which clocks show a wall time. */
export function momentOf(wall: number, timezone: string): number {
  const [moment = wall] = momentsOf(wall, clocksBetween(timezone, wall - FAR, wall + FAR));
  return moment;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    timeZoneName: 'longOffset',
  });
  formats.set(timezone, format);
  return format;
}
