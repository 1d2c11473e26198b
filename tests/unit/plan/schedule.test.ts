import assert from 'node:assert/strict';
import type { Schedule } from '../../../orchestrator/model/pipeline.ts';
import * as schedules from '../../../orchestrator/plan/schedule.ts';

const { dueSlots, jitterSeconds, nextSlot, slotInterval, slotsBetween } = schedules;

function schedule(cron: string, more: Partial<Schedule> = {}): Schedule {
  const rest = { catchup: 'latest', overlap: 'skip', start: null, end: null, jitter: 0 } as const;
  return { cron, timezone: 'UTC', ...rest, ...more };
}

const at = (time: string) => new Date(`${time}Z`);
const hours = (time: Date, count: number) => new Date(+time + count * 3_600_000);
const iso = (times: (Date | null)[]) => times.map((time) => time?.toISOString().slice(0, 16));
const hourly = schedule('0 * * * *');
const berlin = { timezone: 'Europe/Berlin' };

describe('the slots of a schedule', () => {
  it('are due exactly at their time', () => {
    const next = at('2026-03-29T11:00');
    assert.deepEqual(dueSlots(hourly, next, next).slots, [next]);
    assert.deepEqual(dueSlots(hourly, next, new Date(+next - 1)), { slots: [], dropped: 0, next });
  });

  it('with catchup latest: the newest missed slot runs, and the dropped ones are counted', () => {
    const due = dueSlots(hourly, at('2026-03-29T03:00'), at('2026-03-29T11:30'));
    assert.deepEqual(due, {
      slots: [at('2026-03-29T11:00')],
      dropped: 8,
      next: at('2026-03-29T12:00'),
    });
  });

  it('with catchup none: a slot runs if it is at most a minute late', () => {
    const none = { ...hourly, catchup: 'none' } as const;
    const [next, slot] = [at('2026-03-29T10:00'), at('2026-03-29T11:00')];
    const onTime = dueSlots(none, next, at('2026-03-29T11:01'));
    assert.deepEqual(onTime, { slots: [slot], dropped: 1, next: at('2026-03-29T12:00') });
    const late = dueSlots(none, next, at('2026-03-29T11:01:01'));
    assert.deepEqual(late, { slots: [], dropped: 2, next: at('2026-03-29T12:00') });
  });

  it('with catchup all: every missed slot runs, at most a hundred at a time', () => {
    const all = { ...hourly, catchup: 'all' } as const;
    const now = at('2026-01-06T00:30');
    const first = dueSlots(all, at('2026-01-01T00:00'), now);
    assert.equal(first.slots.length, 100);
    assert.deepEqual(first.next, at('2026-01-05T04:00'));
    const second = dueSlots(all, first.next, now);
    assert.deepEqual(iso(second.slots.slice(0, 1)), ['2026-01-05T04:00']);
    assert.equal(second.slots.length, 21);
    assert.deepEqual(second.next, at('2026-01-06T01:00'));
  });

  it('are counted up to a hundred, even if more were missed', () => {
    const due = dueSlots(schedule('* * * * *'), at('2016-01-01T00:00'), at('2026-01-01T00:00'));
    assert.deepEqual([due.slots, due.dropped], [[at('2026-01-01T00:00')], 100]);
  });

  it('are only from the start (inclusive) to the end (exclusive)', () => {
    const bound = schedule('0 * * * *', {
      catchup: 'all',
      start: '2026-01-01T02:00:00Z',
      end: '2026-01-01T04:00:00Z',
    });
    assert.deepEqual(nextSlot(bound, at('2025-06-01T00:00')), at('2026-01-01T02:00'));
    assert.equal(nextSlot(bound, at('2026-01-01T03:00')), null);
    const due = dueSlots(bound, at('2026-01-01T00:00'), at('2026-01-02T00:00'));
    assert.deepEqual(iso(due.slots), ['2026-01-01T02:00', '2026-01-01T03:00']);
    assert.equal(due.next, null);
    const latest = { ...bound, catchup: 'latest' } as const;
    const newest = dueSlots(latest, at('2026-01-01T02:00'), at('2026-01-02T00:00'));
    assert.deepEqual(newest, { slots: [at('2026-01-01T03:00')], dropped: 1, next: null });
  });

  it('are those of the new schedule after it has changed', () => {
    const due = dueSlots(hourly, at('2026-01-01T00:20'), at('2026-01-01T00:40'));
    assert.deepEqual(due, { slots: [], dropped: 0, next: at('2026-01-01T01:00') });
  });

  for (const [name, slots] of Object.entries({
    '@hourly': ['2026-12-31T01:00', '2026-12-31T02:00'],
    '@daily': ['2027-01-01T00:00', '2027-01-02T00:00'],
    '@midnight': ['2027-01-01T00:00', '2027-01-02T00:00'],
    '@weekly': ['2027-01-03T00:00', '2027-01-10T00:00'],
    '@monthly': ['2027-01-01T00:00', '2027-02-01T00:00'],
    '@yearly': ['2027-01-01T00:00', '2028-01-01T00:00'],
    '@annually': ['2027-01-01T00:00', '2028-01-01T00:00'],
  }))
    it(`may be given by a nickname: ${name}`, () => {
      const times = slotsBetween(schedule(name), at('2026-12-31T00:30'), at('2030-01-01T00:00'), 2);
      assert.deepEqual(iso(times), slots);
    });

  it('may be years apart, but not more than 41', () => {
    assert.deepEqual(
      nextSlot(schedule('0 0 29 2 *'), at('2096-03-01T00:00')),
      at('2104-02-29T00:00'),
    );
    assert.deepEqual(
      nextSlot(schedule('0 0 * 2 1#5'), at('2016-03-01T00:00')),
      at('2044-02-29T00:00'),
    );
    assert.throws(
      () => nextSlot(schedule('0 0 31 2,4 *'), at('2026-01-01T00:00')),
      /(is not due within 41 years|day of month)/,
    );
  });

  it('can be checked, with the reason if there are none', () => {
    const now = at('2026-01-01T00:00');
    assert.equal(schedules.scheduleFault(hourly, now), null);
    const invalid = schedule('0 * * * *', { timezone: 'Mars/Olympus' });
    assert.match(schedules.scheduleFault(invalid, now) ?? '', /Mars\/Olympus/);
  });

  it('have the interval since the slot before', () => {
    const weekdays = schedule('0 6 * * 1-5');
    assert.deepEqual(slotInterval(weekdays, at('2026-11-23T06:00')), {
      start: at('2026-11-20T06:00'),
      end: at('2026-11-23T06:00'),
    });
  });

  it('of a backfill are those whose intervals fill the range', () => {
    const daily = schedule('0 0 * * *', { start: '2026-06-01T00:00:00Z' });
    const month = [at('2026-01-01T00:00'), at('2026-01-04T00:00')] as const;
    const days = ['2026-01-02T00:00', '2026-01-03T00:00', '2026-01-04T00:00'];
    assert.deepEqual(iso(slotsBetween(daily, ...month, 10)), days);
    assert.deepEqual(iso(slotsBetween(daily, ...month, 2)), days.slice(0, 2));
    assert.deepEqual(slotsBetween(daily, month[0], at('2026-01-01T23:00'), 10), []);
  });

  it('have a jitter that is random but always the same', () => {
    const jittery = { ...hourly, jitter: 300 };
    const slots = slotsBetween(jittery, at('2026-01-01T00:00'), at('2026-01-02T00:00'), 24);
    const delays = slots.map((slot) => jitterSeconds(jittery, 'shop', slot));
    assert.deepEqual(
      delays,
      slots.map((slot) => jitterSeconds(jittery, 'shop', slot)),
    );
    assert.equal(new Set(delays).size, 24);
    assert.ok(delays.every((delay) => delay >= 0 && delay <= 300));
    assert.ok(Math.max(...delays) > 100);
    const [slot = new Date()] = slots;
    assert.notEqual(jitterSeconds(jittery, 'other', slot), jitterSeconds(jittery, 'shop', slot));
    assert.equal(jitterSeconds(hourly, 'shop', slot), 0);
  });
});

describe('the slots of a schedule when clocks change', () => {
  const night = schedule('30 2 * * *', berlin);
  const spring = ['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30'];
  const autumn = ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'];

  it('at a skipped time are due an hour later', () => {
    const slots = slotsBetween(night, at('2026-03-27T12:00'), at('2026-03-30T12:00'), 9);
    assert.deepEqual(iso(slots), spring);
  });

  it('at a repeated time are due the first time', () => {
    const slots = slotsBetween(night, at('2026-10-23T12:00'), at('2026-10-26T12:00'), 9);
    assert.deepEqual(iso(slots), autumn);
  });

  for (const [name, slots] of Object.entries({ spring, autumn }))
    it(`are the same wherever a search starts, in ${name}`, () => {
      const [before = '', change = '', after = ''] = slots;
      for (let now = +at(change); now < +at(after); now += 1_500_000) {
        assert.deepEqual(iso([nextSlot(night, new Date(now))]), [after]);
        const due = dueSlots(night, at(before), new Date(now));
        assert.deepEqual([iso(due.slots), due.dropped], [[change], 1]);
      }
      assert.deepEqual(iso([slotInterval(night, at(change)).start]), [before]);
      assert.deepEqual(iso([slotInterval(night, at(after)).start]), [change]);
    });

  const MIDNIGHTS = {
    'Africa/Cairo': '2026-04-23T22:00',
    'America/Santiago': '2026-09-06T04:00',
    'Asia/Beirut': '2026-03-28T22:00',
    'Atlantic/Azores': '2026-03-29T01:00',
    'America/Havana': '2026-03-08T05:00',
    'America/Asuncion': '2023-10-01T04:00',
    'Pacific/Apia': '2011-12-30T10:00',
  };
  for (const [timezone, change] of Object.entries(MIDNIGHTS))
    for (const cron of ['0 0 * * *', '@daily', '0 0 0 * * 0-6'])
      it(`have an interval of a day when clocks skip midnight: ${cron} in ${timezone}`, () => {
        const daily = schedule(cron, { timezone });
        const slots = slotsBetween(daily, hours(at(change), -60), hours(at(change), 60), 9);
        assert.equal(slots.length, 5);
        assert.deepEqual(slots[2], at(change));
        for (const [index, slot] of slots.entries())
          if (index > 0) assert.deepEqual(slotInterval(daily, slot).start, slots[index - 1]);
        const due = dueSlots(daily, at(change), hours(at(change), 8));
        assert.deepEqual([due.slots, due.dropped, due.next], [[at(change)], 0, slots[3]]);
      });

  const HOWE = { timezone: 'Australia/Lord_Howe' };
  it('at a time in a skipped half hour are due half an hour later', () => {
    const night = schedule('15 2 * * *', HOWE);
    const slots = slotsBetween(night, at('2026-10-02T00:00'), at('2026-10-05T00:00'), 9);
    assert.deepEqual(iso(slots), ['2026-10-02T15:45', '2026-10-03T15:45', '2026-10-04T15:15']);
  });

  it('of every hour are due whenever clocks show them, also in a repeated half hour', () => {
    const spring = slotsBetween(
      schedule('@hourly', HOWE),
      at('2026-10-03T14:00'),
      at('2026-10-03T17:00'),
      9,
    );
    assert.deepEqual(
      iso(spring),
      ['14:30', '15:30', '16:00', '17:00'].map((time) => `2026-10-03T${time}`),
    );
    const quarters = slotsBetween(
      schedule('*/15 * * * *', HOWE),
      at('2026-04-04T13:00'),
      at('2026-04-04T17:00'),
      99,
    );
    assert.equal(quarters.length, 16);
    assert.deepEqual(
      quarters.map((slot, index) => +slot - index * 900_000),
      quarters.map(() => +at('2026-04-04T13:15')),
    );
  });

  it('may have seconds', () => {
    const night = schedule('*/30 30 2 * * *', berlin);
    const slots = slotsBetween(night, at('2026-03-29T00:00'), at('2026-03-30T00:00'), 9);
    assert.deepEqual(slots, [at('2026-03-29T01:30'), at('2026-03-29T01:30:30')]);
    assert.deepEqual(slotInterval(night, at('2026-03-29T01:30:30')).start, slots[0]);
    const [twice] = slotsBetween(night, at('2026-10-25T00:30'), at('2026-10-26T00:00'), 9);
    assert.deepEqual(twice, at('2026-10-25T00:30:30'));
    assert.deepEqual(nextSlot(night, at('2026-10-25T00:30:30')), at('2026-10-26T01:30'));
  });

  it('at a repeated midnight are due the first time', () => {
    const daily = schedule('@midnight', { timezone: 'America/Havana' });
    const slots = slotsBetween(daily, at('2026-10-31T12:00'), at('2026-11-02T12:00'), 9);
    assert.deepEqual(iso(slots), ['2026-11-01T04:00', '2026-11-02T05:00']);
  });

  for (const day of ['2026-03-29', '2026-10-25'])
    it(`of every hour are an hour apart on ${day}`, () => {
      const everyHour = schedule('0 * * * *', berlin);
      const hours = ['00', '01', '02', '03'].map((hour) => `${day}T${hour}:00`);
      const slots = slotsBetween(
        everyHour,
        new Date(+at(`${day}T00:00`) - 1),
        at(`${day}T03:00`),
        9,
      );
      assert.deepEqual(iso(slots), hours);
      for (const slot of slots)
        assert.equal(+slot - +slotInterval(everyHour, slot).start, 3_600_000);
    });
});
