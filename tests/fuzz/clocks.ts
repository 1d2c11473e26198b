/** An oracle of local times, minute by minute, from JavaScript's Date. It is slow and simple, and uses no code of the product. */
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Shorter than the time between any two changes, such as those around Ramadan. */
const STEP = 5 * DAY;

/** A moment at which clocks are set forward or back. */
export interface Change {
  zone: string;
  /** The first moment of the new offset. */
  at: number;
  /** Offset from UTC before the change, in milliseconds. */
  before: number;
  after: number;
}

const clock = new Date();
const ahead = (moment: number) => {
  clock.setTime(moment);
  return -clock.getTimezoneOffset() * MINUTE;
};

/** Runs an action in a time zone. */
function inZone<T>(zone: string, action: () => T): T {
  const own = process.env.TZ;
  process.env.TZ = zone;
  try {
    return action();
  } finally {
    if (own === undefined) delete process.env.TZ;
    else process.env.TZ = own;
  }
}

/** All changes of a zone's clocks from the first year to the last, inclusive. */
export function changesOf(zone: string, from: number, to: number): Change[] {
  return inZone(zone, () => {
    const changes: Change[] = [];
    for (let day = Date.UTC(from, 0, 1); day < Date.UTC(to + 1, 0, 1); day += STEP) {
      const [before, after] = [ahead(day), ahead(day + STEP)];
      if (before === after) continue;
      let [low, high] = [day, day + STEP];
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (ahead(middle) === before) low = middle;
        else high = middle;
      }
      changes.push({ zone, at: high, before, after });
    }
    return changes;
  });
}

/** Consecutive minutes from `start`. The local time of each is the moment at which a UTC clock shows it. */
export interface Clocks {
  start: number;
  shown: Float64Array;
}

export function clocksAround({ zone, at }: Change, span: number): Clocks {
  return inZone(zone, () => {
    const start = at - span;
    const shown = new Float64Array((2 * span) / MINUTE);
    for (let minute = 0; minute < shown.length; minute++) {
      const moment = start + minute * MINUTE;
      shown[minute] = moment + ahead(moment);
    }
    return { start, shown };
  });
}

/** Whether a cron expression matches a local time, given as minutes since 00:00 and the start of its date in UTC. */
export type Names = (minute: number, date: number) => boolean;

/**
 * The minutes whose local time matches. A skipped slot runs right after the gap, one a minute. A repeated minute counts again
 * only if the expression matches every hour.
 */
export function dueMinutes(
  { start, shown: all }: Clocks,
  names: Names,
  everyHour: boolean,
): number[] {
  const named = (shown: number) => names((shown % DAY) / MINUTE, shown - (shown % DAY));
  const due = new Set<number>();
  let newest = (all[0] ?? 0) - MINUTE;
  let moment = start - MINUTE;
  for (const shown of all) {
    moment += MINUTE;
    for (let late = 0; newest + MINUTE + late < shown; late += MINUTE)
      if (named(newest + MINUTE + late)) due.add(moment + late);
    if ((shown > newest || everyHour) && named(shown)) due.add(moment);
    newest = Math.max(newest, shown);
  }
  return [...due].sort((a, b) => a - b);
}
