import assert from 'node:assert/strict';
import { zonedTime } from '../../../orchestrator/plan/zoned-time.ts';

describe('a time that a user wrote', () => {
  for (const [text, zone, expected] of [
    ['2026-01-31', 'UTC', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31', 'Europe/Berlin', '2026-01-30T23:00:00.000Z'],
    ['2026-07-01T06:30', 'Europe/Berlin', '2026-07-01T04:30:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-29T04:00', 'Europe/Berlin', '2026-03-29T02:00:00.000Z'],
    ['2026-03-08', 'America/Havana', '2026-03-08T05:00:00.000Z'],
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
    ['2011-12-30T06:00', 'Pacific/Apia', '2011-12-30T16:00:00.000Z'],
    ['2026-01-31T06:00:00Z', 'Europe/Berlin', '2026-01-31T06:00:00.000Z'],
    ['2026-01-31T06:00:00+05:30', 'UTC', '2026-01-31T00:30:00.000Z'],
  ] as const)
    it(`is read in its time zone: ${text} in ${zone}`, () => {
      assert.equal(zonedTime(text, zone)?.toISOString(), expected);
    });

  it('is refused if it does not exist or is in another format', () => {
    for (const text of [
      'soon',
      '2026',
      '2026-13-01',
      '31.1.2026',
      '',
      '2026-02-31',
      '2026-02-31T06:00Z',
    ])
      assert.equal(zonedTime(text, 'UTC'), null, text);
  });
});
