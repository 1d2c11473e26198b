import assert from 'node:assert/strict';
import fc from 'fast-check';
import { intervalsOf } from '../../orchestrator/plan/backfill.ts';
import type { Pipeline, Schedule } from '../../orchestrator/model/pipeline.ts';
import { dueSlots, nextSlot } from '../../orchestrator/plan/schedule.ts';
import {
  changesOf,
  clocksAround,
  dueMinutes,
  type Change,
  type Clocks,
  type Names,
} from './clocks.ts';
import { runs } from './effort.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Long enough to show a daily slot on each side of a change. */
const SPAN = 27 * HOUR;

interface Cron {
  cron: string;
  names: Names;
  everyHour?: boolean;
}

/** Expressions that a change of clocks can affect. Most of them match at a skipped or repeated time. */
function crons({ at, before, after }: Change): Cron[] {
  const wall = fieldsOf(at + before);
  const late = fieldsOf(at + Math.max(before, after) - 11 * MINUTE);
  return [
    { cron: '@daily', names: (minute) => minute === 0 },
    { cron: `${late.time} * * *`, names: (minute) => minute === late.minute },
    { cron: '@hourly', names: (minute) => minute % 60 === 0, everyHour: true },
    {
      cron: `${wall.time} * * ${wall.weekday}`,
      names: (minute, date) =>
        minute === wall.minute && new Date(date).getUTCDay() === wall.weekday,
    },
    {
      cron: `${wall.time} ${wall.date} * *`,
      names: (minute, date) => minute === wall.minute && new Date(date).getUTCDate() === wall.date,
    },
    {
      cron: `${late.time} ${late.date} ${late.month} *`,
      names: (minute, date) => minute === late.minute && isDate(new Date(date), late),
    },
    { cron: '5 */2 * * *', names: (minute) => minute % 120 === 5 },
    { cron: '*/15 * * * *', names: (minute) => minute % 15 === 0, everyHour: true },
    {
      cron: `*/20 ${wall.hour}-23 ${wall.date} ${wall.month} *`,
      names: (minute, date) =>
        minute >= wall.hour * 60 && minute % 20 === 0 && isDate(new Date(date), wall),
      everyHour: wall.hour === 0,
    },
    {
      cron: `30 * * * ${late.weekday}`,
      names: (minute, date) => minute % 60 === 30 && new Date(date).getUTCDay() === late.weekday,
      everyHour: true,
    },
  ];
}

function fieldsOf(shown: number) {
  const of = new Date(shown);
  const [hour, minute] = [of.getUTCHours(), of.getUTCMinutes()];
  return {
    time: `${minute} ${hour}`,
    minute: hour * 60 + minute,
    hour,
    date: of.getUTCDate(),
    month: of.getUTCMonth() + 1,
    weekday: of.getUTCDay(),
  };
}

function isDate(date: Date, { date: day, month }: { date: number; month: number }): boolean {
  return date.getUTCDate() === day && date.getUTCMonth() + 1 === month;
}

/** Compares the slots around a change with the oracle's minutes: forwards, backwards, of a catch-up and of a backfill. */
function check(cron: Cron, change: Change, clocks: Clocks): void {
  const due = dueMinutes(clocks, cron.names, cron.everyHour ?? false);
  const schedule = scheduleOf(cron.cron, change.zone);
  const same = (found: readonly Date[], wanted: readonly number[], what: string) => {
    if (found.length === wanted.length && found.every((time, index) => +time === wanted[index]))
      return;
    const where = `${cron.cron} in ${change.zone} at ${new Date(change.at).toISOString()}`;
    assert.deepEqual(iso(found), iso(wanted), `${what}: ${where}`);
  };
  // For frequent slots, a few hours around the change suffice.
  const span = due.length > 50 ? 5 * HOUR : SPAN;
  const range = { from: change.at - span, to: change.at + span };
  const within = due.filter((time) => range.from < time && time <= range.to);
  const intervals = within.length === 0 ? [] : backfill(schedule, range);
  const [, ...starts] = intervals.map(({ start }) => start);
  same(
    intervals.map(({ end }) => end),
    within,
    'forwards',
  );
  same(starts, within.slice(0, -1), 'backwards');

  for (const now of [change.at - 1, change.at, change.at + 61 * MINUTE]) {
    const [past, future] = [due.filter((time) => time <= now), due.filter((time) => time > now)];
    if (future[0] !== undefined) same([next(schedule, now)], future.slice(0, 1), 'next');
    const [first] = past;
    const newest = past.at(-1);
    if (first === undefined || newest === undefined) continue;
    const given: Record<Schedule['catchup'], number[]> = {
      all: past.slice(0, 100),
      latest: [newest],
      none: now - newest <= MINUTE ? [newest] : [],
    };
    for (const catchup of ['all', 'latest', 'none'] as const) {
      const found = dueSlots({ ...schedule, catchup }, new Date(first), new Date(now));
      same(found.slots, given[catchup], catchup);
      const left = [...(catchup === 'all' ? past.slice(100) : []), ...future].slice(0, 1);
      if (left.length > 0) same([found.next ?? new Date(NaN)], left, `after ${catchup}`);
      const passed = catchup === 'all' ? 0 : past.length - given[catchup].length;
      assert.equal(found.dropped, Math.min(100, passed), cron.cron);
    }
  }
}

const iso = (times: readonly (Date | number)[]) =>
  times.map((time) => (Number.isNaN(+time) ? 'none' : new Date(time).toISOString()));

function next(schedule: Schedule, now: number): Date {
  return nextSlot(schedule, new Date(now)) ?? new Date(NaN);
}

/** The slots after a moment, up to another one. */
function backfill(schedule: Schedule, { from, to }: { from: number; to: number }) {
  const pipeline = { name: 'shop', schedule } as Pipeline;
  const [first, last] = [from, to].map((time) => new Date(time).toISOString());
  return intervalsOf(pipeline, { from: String(first), to: String(last) });
}

function scheduleOf(cron: string, timezone: string): Schedule {
  return { cron, timezone, catchup: 'all', overlap: 'skip', start: null, end: null, jitter: 0 };
}

/** The text of a field, and the numbers that it matches. */
function field(min: number, max: number) {
  const all = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  const number = fc.integer({ min, max });
  return {
    any: fc.constant({ text: '*', named: all }),
    step: fc
      .integer({ min: 2, max: max - min })
      .map((step) => ({
        text: `*/${step}`,
        named: all.filter((each) => (each - min) % step === 0),
      })),
    list: fc
      .uniqueArray(number, { minLength: 1, maxLength: 4 })
      .map((named) => ({ text: named.join(','), named })),
    range: fc.tuple(number, number).map(([one, other]) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      return { text: `${low}-${high}`, named: all.filter((each) => low <= each && each <= high) };
    }),
  };
}

const [minute, hour, date, weekday] = [field(0, 59), field(0, 23), field(1, 31), field(0, 6)];
const anyCron = fc
  .record({
    minute: fc.oneof(minute.any, minute.step, minute.list, minute.range),
    hour: fc.oneof(hour.any, hour.step, hour.list, hour.range),
    date: fc.oneof({ weight: 3, arbitrary: date.any }, date.list),
    weekday: fc.oneof({ weight: 3, arbitrary: weekday.any }, weekday.list),
  })
  .map(({ minute, hour, date, weekday }): Cron => {
    const dates = new Set(date.named);
    const weekdays = new Set(weekday.named);
    return {
      cron: [minute, hour, date, { text: '*' }, weekday].map(({ text }) => text).join(' '),
      names: (time, start) => {
        if (!minute.named.includes(time % 60) || !hour.named.includes(Math.floor(time / 60)))
          return false;
        const day = new Date(start);
        const [onDate, onWeekday] = [dates.has(day.getUTCDate()), weekdays.has(day.getUTCDay())];
        // If both fields are restricted, either match suffices.
        return date.text === '*' || weekday.text === '*'
          ? onDate && onWeekday
          : onDate || onWeekday;
      },
      everyHour: hour.named.length === 24,
    };
  });

describe('the slots of every zone through every change of its clocks from 2000 to 2040', () => {
  it('are those of a clock that is read every minute', function () {
    this.timeout(600_000);
    const changes = new Map<string, Change>();
    for (const zone of Intl.supportedValuesOf('timeZone'))
      for (const change of changesOf(zone, 2000, 2040))
        // Zones with the same change have the same slots.
        changes.set(`${change.at} ${change.before} ${change.after}`, change);
    assert.ok(changes.size > 2000, `${changes.size} changes`);
    const { numRuns: each } = runs(1);
    for (const [index, change] of [...changes.values()].entries()) {
      const clocks = clocksAround(change, SPAN + MINUTE);
      const all = crons(change);
      const [daily] = all;
      // Checks each change with midnight and one other expression; with more effort, with more expressions.
      const turns = Array.from(
        { length: Math.min(each, all.length) },
        (_, turn) => all[(index + turn) % all.length],
      );
      for (const cron of new Set([daily, ...turns])) if (cron) check(cron, change, clocks);
    }
  });

  it('are those of such a clock for any cron expression', () => {
    const zones = ['Africa/Casablanca', 'America/Havana', 'Antarctica/Troll', 'Asia/Beirut'];
    const odd = ['America/St_Johns', 'Asia/Pyongyang', 'Australia/Lord_Howe', 'Pacific/Apia'];
    const changes = [...zones, ...odd].flatMap((zone) => changesOf(zone, 2000, 2040));
    fc.assert(
      fc.property(anyCron, fc.constantFrom(...changes), (cron, change) => {
        check(cron, change, clocksAround(change, SPAN + MINUTE));
      }),
      runs(200),
    );
  });
});
