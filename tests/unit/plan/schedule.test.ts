import assert from 'node:assert/strict';
import { cronSlot, dueSlot } from '../../../orchestrator/plan/schedule.ts';

const hourly = { cron: '0 * * * *', timezone: 'UTC' };
const at = (time: string) => new Date(`2026-03-29T${time}Z`);

describe('the slots of a schedule', () => {
  it('are due at their very second', () => {
    assert.deepEqual(dueSlot(hourly, at('10:30:00'), at('11:00:00')), at('11:00:00'));
  });

  it('are not due before', () => {
    assert.equal(dueSlot(hourly, at('10:30:00'), at('10:59:59')), null);
  });

  it('are not due again once taken', () => {
    assert.equal(dueSlot(hourly, at('11:00:00'), at('11:30:00')), null);
  });

  it('of several missed, only the newest is due', () => {
    assert.deepEqual(dueSlot(hourly, at('03:30:00'), at('11:30:00')), at('11:00:00'));
  });

  it('follow the time zone over a change to summer time', () => {
    const daily = { cron: '30 4 * * *', timezone: 'Europe/Berlin' };
    assert.deepEqual(
      dueSlot(daily, new Date('2026-03-28T12:00:00Z'), at('12:00:00')),
      at('02:30:00'),
    );
  });

  it('have names that sort and tell their time', () => {
    assert.equal(cronSlot(at('11:00:00')), 'cron:2026-03-29T11:00:00Z');
  });
});
