import assert from 'node:assert/strict';
import { zonedTime } from '../../../orchestrator/cli/zoned-time.ts';

describe('a time that a person wrote', () => {
  for (const [text, zone, wanted] of [
    ['2026-01-31', 'UTC', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31', 'Europe/Berlin', '2026-01-30T23:00:00.000Z'],
    ['2026-07-01T06:30', 'Europe/Berlin', '2026-07-01T04:30:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-29T04:00', 'Europe/Berlin', '2026-03-29T02:00:00.000Z'],
    ['2026-01-31T06:00:00Z', 'Europe/Berlin', '2026-01-31T06:00:00.000Z'],
    ['2026-01-31T06:00:00+05:30', 'UTC', '2026-01-31T00:30:00.000Z'],
  ] as const)
    it(`${text} in ${zone}`, () => {
      assert.equal(zonedTime(text, zone)?.toISOString(), wanted);
    });

  it('is none for other words', () => {
    for (const text of ['soon', '2026', '2026-13-01', '31.1.2026', ''])
      assert.equal(zonedTime(text, 'UTC'), null, text);
  });
});
