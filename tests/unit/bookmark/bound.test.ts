import assert from 'node:assert/strict';
import { boundOf, boundWord } from '../../../orchestrator/bookmark/bound.ts';

describe('a bound', () => {
  it('of kind timestamp is shown as a time with up to six decimals, and parsed back', () => {
    for (const [micros, word] of [
      ['1769839200000000', '2026-01-31 06:00:00'],
      ['1769839200000001', '2026-01-31 06:00:00.000001'],
      ['1769839200250000', '2026-01-31 06:00:00.25'],
    ] as const) {
      assert.equal(boundWord('timestamp', micros), word);
      assert.equal(boundOf('timestamp', word), micros);
    }
  });

  it('of kind timestamp may be a time with an offset, a date, or a number of microseconds', () => {
    assert.equal(boundOf('timestamp', '2026-01-31T07:00:00+01:00'), '1769839200000000');
    assert.equal(boundOf('timestamp', '2026-01-31T07:00:00.5+01:00'), '1769839200500000');
    assert.equal(boundOf('timestamp', '2026-01-31'), '1769817600000000');
    assert.equal(boundOf('timestamp', '1769817600000000'), '1769817600000000');
  });

  it('of another kind is a whole number of up to 64 bits', () => {
    assert.equal(boundOf('xid', '18446744073709551615'), '18446744073709551615');
    assert.equal(boundWord('id', '7'), '7');
    for (const text of ['-1', '1.5', '2026-01-31', 'x', ''])
      assert.throws(() => boundOf('id', text), {
        message: /not a bound of kind id/,
        hint: /first key/,
      });
  });
});
