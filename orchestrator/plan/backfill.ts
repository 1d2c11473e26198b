/** Splits the range of a backfill into runs, and checks that the pipeline's sources have event times. */
import { TerminalError } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { slotInterval, slotsBetween } from './schedule.ts';
import { zonedTime } from './zoned-time.ts';

/** The most runs of one backfill. A larger number is probably a mistake. */
const MOST = 1000;

export interface Range {
  /** A date or time as the user wrote it. */
  from: string;
  /** The end, exclusive. */
  to: string;
  /** Length of each interval in seconds, for pipelines without a schedule. */
  every?: number;
}

/** The interval of event time that one run of a backfill loads; the end is exclusive. */
export interface Interval {
  start: Date;
  end: Date;
}

/**
 * Splits a range into the intervals of the schedule's slots, or into intervals of equal length; oldest first.
 *
 * @throws TerminalError if the range is empty, contains no slot, or contains more than 1,000
 */
export function intervalsOf({ name, schedule }: Pipeline, { from, to, every }: Range): Interval[] {
  const timezone = schedule?.timezone ?? 'UTC';
  const [first, last] = [timeOf('--from', from, timezone), timeOf('--to', to, timezone)];
  if (first >= last)
    throw new TerminalError(`--from ${from} is not before --to ${to}`, {
      hint: 'Give a --to that is later than --from; it is exclusive.',
    });
  if (schedule && every !== undefined)
    throw new TerminalError(`${name} has a schedule, so --every does not apply`, {
      hint: 'Leave out --every.',
    });
  if (!schedule && every === undefined)
    throw new TerminalError(`${name} has no schedule that would give its intervals`, {
      hint: 'Give the length of each interval, for example: --every 1d',
    });
  const intervals = schedule
    ? slotsBetween(schedule, first, last, MOST + 1).map((slot) => slotInterval(schedule, slot))
    : equalParts(first, last, (every ?? 1) * 1000);
  if (intervals.length === 0)
    throw new TerminalError(`${name} has no slot after ${from} and up to ${to}`, {
      hint: 'Give a longer range.',
    });
  if (intervals.length > MOST)
    throw new TerminalError(`there are more than ${MOST} slots from ${from} to ${to}`, {
      hint: 'Split the range into several backfills.',
    });
  return intervals;
}

/**
 * Checks that every table that the pipeline's stages load has a column of event time.
 *
 * @throws TerminalError that names each table without one
 */
export function checkSources({ name, sources, stages }: Pipeline): void {
  const used = new Set(stages.flatMap((stage) => stage.sources));
  const timeless = Object.entries(sources)
    .filter(([source]) => used.has(source))
    .flatMap(([source, { tables }]) =>
      Object.entries(tables)
        .filter(([, { time }]) => time === null)
        .map(([table]) => ({ source, table })),
    );
  if (timeless.length === 0) return;
  const tables = timeless.map(({ source, table }) => `${table} of the source ${source}`);
  const fields = timeless.map(({ source, table }) => `sources.${source}.tables.${table}.time`);
  throw new TerminalError(
    `${name} can't be backfilled, because these tables have no column of event time: ${tables.join(', ')}`,
    { hint: `Name the column in the pipeline's file: ${fields.join(', ')}.` },
  );
}

function timeOf(option: string, text: string, timezone: string): Date {
  const time = zonedTime(text, timezone);
  if (time) return time;
  throw new TerminalError(`${option} ${text} is not a time`, {
    hint: 'Write 2026-01-31, 2026-01-31T06:00 (in the time zone of the schedule), or 2026-01-31T06:00:00Z.',
  });
}

function equalParts(from: Date, to: Date, length: number): Interval[] {
  const parts: Interval[] = [];
  for (let start = +from; start < +to && parts.length <= MOST; start += length)
    parts.push({ start: new Date(start), end: new Date(Math.min(start + length, +to)) });
  return parts;
}
