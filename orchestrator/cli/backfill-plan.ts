/** Which runs a backfill consists of, and whether its pipeline can be loaded by ranges of time at all. */
import { TerminalError } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { slotInterval, slotsBetween } from '../plan/schedule.ts';
import { zonedTime } from './zoned-time.ts';

/** More would hardly be meant. */
const MOST = 1000;

export interface Range {
  from: string;
  to: string;
  /** Seconds; of a pipeline without a schedule. */
  every?: number;
}

/** One run of a backfill: the interval of time that it loads, the end exclusive. */
export interface Interval {
  start: Date;
  end: Date;
}

/**
 * The intervals of a range, oldest first: those of the schedule's slots, or of equal length.
 *
 * @throws TerminalError where the range is none, has no slot, or too many
 */
export function intervalsOf({ name, schedule }: Pipeline, { from, to, every }: Range): Interval[] {
  const timezone = schedule?.timezone ?? 'UTC';
  const [first, last] = [timeOf('--from', from, timezone), timeOf('--to', to, timezone)];
  if (first >= last)
    throw new TerminalError(`--from ${from} is not before --to ${to}`, {
      mend: 'The range is from the one up to the other, which is exclusive.',
    });
  if (schedule && every !== undefined)
    throw new TerminalError(`${name} has a schedule, whose slots --every would ignore`, {
      mend: 'Leave --every out.',
    });
  if (!schedule && every === undefined)
    throw new TerminalError(`${name} has no schedule, by which its slots would be known`, {
      mend: 'Say how much each run is to load, for example: --every 1d',
    });
  const intervals = schedule
    ? slotsBetween(schedule, first, last, MOST + 1).map((slot) => slotInterval(schedule, slot))
    : equalParts(first, last, (every ?? 1) * 1000);
  if (intervals.length === 0)
    throw new TerminalError(`${name} has no slot after ${from} and up to ${to}`, {
      mend: 'Give a longer range.',
    });
  if (intervals.length > MOST)
    throw new TerminalError(`there are more than ${MOST} slots from ${from} to ${to}`, {
      mend: 'Give a shorter range, and one after the other.',
    });
  return intervals;
}

/**
 * Refuses a pipeline with a source that knows only the order in which it is loaded, in which no range of time can be told.
 *
 * @throws TerminalError naming each source and table
 */
export function checkSources({ name, sources, stages }: Pipeline): void {
  const used = new Set(stages.flatMap((stage) => stage.sources));
  const lost = Object.entries(sources)
    .filter(([source]) => used.has(source))
    .flatMap(([source, { tables }]) =>
      Object.entries(tables)
        .filter(([, { time }]) => time === null)
        .map(([table]) => ({ source, table })),
    );
  if (lost.length === 0) return;
  const words = lost.map(({ source, table }) => `${table} of the source ${source}`);
  const mends = lost.map(({ source, table }) => `sources.${source}.tables.${table}.time`);
  throw new TerminalError(
    `${name} can't be backfilled: ${words.join(', ')} has no column of time, only the order in which it is loaded, in which no range of time can be told`,
    { mend: `Name its column of event time in the pipeline's file: ${mends.join(', ')}.` },
  );
}

function timeOf(option: string, text: string, timezone: string): Date {
  const time = zonedTime(text, timezone);
  if (time) return time;
  throw new TerminalError(`${option} ${text} is no time`, {
    mend: 'Write 2026-01-31, 2026-01-31T06:00 (in the time zone of the schedule), or 2026-01-31T06:00:00Z.',
  });
}

function equalParts(from: Date, to: Date, length: number): Interval[] {
  const parts: Interval[] = [];
  for (let start = +from; start < +to && parts.length <= MOST; start += length)
    parts.push({ start: new Date(start), end: new Date(Math.min(start + length, +to)) });
  return parts;
}
