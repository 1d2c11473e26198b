import assert from 'node:assert/strict';
import type { Schedule } from '../../../orchestrator/model/pipeline.ts';
import * as schedules from '../../../orchestrator/plan/schedule.ts';

const { dueSlots, jitterSeconds, nextSlot, slotInterval, slotsBetween } = schedules;

function schedule(cron: string, more: Partial<Schedule> = {}): Schedule {
  const rest = { catchup: 'latest', overlap: 'skip', start: null, end: null, jitter: 0 } as const;
  return { cron, timezone: 'UTC', ...rest, ...more };
}

const at = (time: string) => new Date(`${time}Z`);
const iso = (times: (Date | null)[]) => times.map((time) => time?.toISOString().slice(0, 16));
const hourly = schedule('0 * * * *');
const berlin = { timezone: 'Europe/Berlin' };

describe('the slots of a schedule', () => {
  it('are due at their very second, and not before', () => {
    const next = at('2026-03-29T11:00');
    assert.deepEqual(dueSlots(hourly, next, next).slots, [next]);
    assert.deepEqual(dueSlots(hourly, next, new Date(+next - 1)), { slots: [], letGo: 0, next });
  });

  it('of several missed, latest gives the newest, and says how many it let go', () => {
    const due = dueSlots(hourly, at('2026-03-29T03:00'), at('2026-03-29T11:30'));
    assert.deepEqual(due, {
      slots: [at('2026-03-29T11:00')],
      letGo: 8,
      next: at('2026-03-29T12:00'),
    });
  });

  it('none gives a slot that is a minute late, and lets a later one go', () => {
    const none = { ...hourly, catchup: 'none' } as const;
    const [next, slot] = [at('2026-03-29T10:00'), at('2026-03-29T11:00')];
    const onTime = dueSlots(none, next, at('2026-03-29T11:01'));
    assert.deepEqual(onTime, { slots: [slot], letGo: 1, next: at('2026-03-29T12:00') });
    const late = dueSlots(none, next, at('2026-03-29T11:01:01'));
    assert.deepEqual(late, { slots: [], letGo: 2, next: at('2026-03-29T12:00') });
  });

  it('all gives each, a hundred at a time', () => {
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

  it('are looked at no more than a hundred times, however many were missed', () => {
    const due = dueSlots(schedule('* * * * *'), at('2016-01-01T00:00'), at('2026-01-01T00:00'));
    assert.deepEqual([due.slots, due.letGo], [[at('2026-01-01T00:00')], 100]);
  });

  it('begin at the start and stop before the end', () => {
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
    assert.deepEqual(newest, { slots: [at('2026-01-01T03:00')], letGo: 1, next: null });
  });

  it('are found again after the schedule has changed', () => {
    const due = dueSlots(hourly, at('2026-01-01T00:20'), at('2026-01-01T00:40'));
    assert.deepEqual(due, { slots: [], letGo: 0, next: at('2026-01-01T01:00') });
  });

  it('are each for the time since the slot before', () => {
    const weekdays = schedule('0 6 * * 1-5');
    assert.deepEqual(slotInterval(weekdays, at('2026-11-23T06:00')), {
      start: at('2026-11-20T06:00'),
      end: at('2026-11-23T06:00'),
    });
  });

  it('of a backfill are those whose intervals make up the time asked for', () => {
    const daily = schedule('0 0 * * *', { start: '2026-06-01T00:00:00Z' });
    const month = [at('2026-01-01T00:00'), at('2026-01-04T00:00')] as const;
    const days = ['2026-01-02T00:00', '2026-01-03T00:00', '2026-01-04T00:00'];
    assert.deepEqual(iso(slotsBetween(daily, ...month, 10)), days);
    assert.deepEqual(iso(slotsBetween(daily, ...month, 2)), days.slice(0, 2));
    assert.deepEqual(slotsBetween(daily, month[0], at('2026-01-01T23:00'), 10), []);
  });

  it('are late by a jitter that is their own and stays', () => {
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

describe('the slots of a schedule where clocks change', () => {
  const night = schedule('30 2 * * *', berlin);
  const spring = ['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30'];
  const autumn = ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'];

  it('at a time left out fall due an hour later by the clock', () => {
    const slots = slotsBetween(night, at('2026-03-27T12:00'), at('2026-03-30T12:00'), 9);
    assert.deepEqual(iso(slots), spring);
  });

  it('at a time that comes twice fall due the first time', () => {
    const slots = slotsBetween(night, at('2026-10-23T12:00'), at('2026-10-26T12:00'), 9);
    assert.deepEqual(iso(slots), autumn);
  });

  for (const [name, slots] of Object.entries({ spring, autumn }))
    it(`are the same from wherever one looks, in ${name}`, () => {
      const [before = '', change = '', after = ''] = slots;
      for (let now = +at(change); now < +at(after); now += 1_500_000) {
        assert.deepEqual(iso([nextSlot(night, new Date(now))]), [after]);
        const due = dueSlots(night, at(before), new Date(now));
        assert.deepEqual([iso(due.slots), due.letGo], [[change], 1]);
      }
      assert.deepEqual(iso([slotInterval(night, at(change)).start]), [before]);
      assert.deepEqual(iso([slotInterval(night, at(after)).start]), [change]);
    });

  for (const day of ['2026-03-29', '2026-10-25'])
    it(`fall due every hour on ${day}, where every hour is meant`, () => {
      const each = schedule('0 * * * *', berlin);
      const hours = ['00', '01', '02', '03'].map((hour) => `${day}T${hour}:00`);
      const slots = slotsBetween(each, new Date(+at(`${day}T00:00`) - 1), at(`${day}T03:00`), 9);
      assert.deepEqual(iso(slots), hours);
      for (const slot of slots) assert.equal(+slot - +slotInterval(each, slot).start, 3_600_000);
    });
});
