/** The dates and times of day that a cron expression matches, without a time zone. cron-parser parses the fields. */
import { CronExpressionParser, type CronExpression } from 'cron-parser';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Forwards or backwards in time. */
export type Direction = 1 | -1;

/** Nicknames from Vixie's cron, without `@reboot`, which is not a time. */
export const NICKNAMES: ReadonlyMap<string, string> = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
]);

/** Replaces a nickname with its fields. */
export function inFields(cron: string): string {
  return NICKNAMES.get(cron) ?? cron;
}

/** One unit of the time of day, with the values that match. */
interface Unit {
  /** In milliseconds. */
  length: number;
  values: readonly number[];
}

export class CronFields {
  static readonly #known = new Map<string, CronFields>();

  /** Whether the expression matches every hour. */
  readonly everyHour: boolean;
  readonly #units: readonly Unit[];
  readonly #dates: CronExpression;
  /** Whether dates match, by days since 1970. */
  readonly #matches = new Map<number, boolean>();

  /** @throws Error if the text is not a cron expression */
  static of(cron: string): CronFields {
    const known = this.#known.get(cron) ?? new CronFields(cron);
    this.#known.set(cron, known);
    return known;
  }

  private constructor(cron: string) {
    const { fields } = CronExpressionParser.parse(inFields(cron));
    const { hour, minute, second } = fields;
    this.#units = [
      { length: HOUR, values: hour.values },
      { length: MINUTE, values: minute.values },
      { length: SECOND, values: second.values },
    ];
    this.everyHour = hour.values.length === 24;
    const dates = inFields(cron).split(/ +/).slice(-3).join(' ');
    this.#dates = CronExpressionParser.parse(`* * * ${dates}`, { tz: 'UTC' });
  }

  /** Whether the expression matches the date whose wall time starts at `day`, in milliseconds since 1970. */
  matchesDate(day: number): boolean {
    const number = Math.floor(day / DAY);
    const known = this.#matches.get(number);
    if (known !== undefined) return known;
    // Limits memory; searches rarely need more dates at once.
    if (this.#matches.size > 1000) this.#matches.clear();
    const matches = this.#dates.includesDate(new Date(number * DAY));
    this.#matches.set(number, matches);
    return matches;
  }

  /** The matching wall times from `from` (inclusive) to `to` (exclusive). */
  *between(from: number, to: number, direction: Direction): Generator<number> {
    const [first, last] = [startOfDay(from), startOfDay(to - 1)];
    let day = direction > 0 ? first : last;
    for (; first <= day && day <= last; day += direction * DAY)
      if (this.matchesDate(day)) yield* timesOfDay(this.#units, 0, day, from, to, direction);
  }
}

export function startOfDay(time: number): number {
  return Math.floor(time / DAY) * DAY;
}

function* timesOfDay(
  units: readonly Unit[],
  level: number,
  start: number,
  from: number,
  to: number,
  direction: Direction,
): Generator<number> {
  const unit = units[level];
  if (!unit) {
    if (from <= start && start < to) yield start;
    return;
  }
  const { length, values } = unit;
  for (const value of direction > 0 ? values : values.toReversed()) {
    const time = start + value * length;
    if (time + length > from && time < to)
      yield* timesOfDay(units, level + 1, time, from, to, direction);
  }
}
