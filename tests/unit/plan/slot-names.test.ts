import assert from 'node:assert/strict';
import * as slots from '../../../orchestrator/plan/slot-names.ts';

describe('names of slots', () => {
  const time = new Date('2026-03-29T11:00:00.250Z');

  it('have the kind, and the time in UTC and whole seconds', () => {
    assert.equal(slots.cronSlot(time), 'cron:2026-03-29T11:00:00Z');
    assert.equal(slots.backfillSlot('b1', time), 'backfill:b1:2026-03-29T11:00:00Z');
    assert.equal(slots.manualSlot('m1'), 'manual:m1');
    assert.equal(slots.afterSlot('shop-20260329-110000-aaaaa'), 'after:shop-20260329-110000-aaaaa');
  });

  it('of files differ if a file was replaced within the same second', () => {
    assert.equal(slots.fileSlot('/in/a', time, null), 'file:/in/a@2026-03-29T11:00:00.250Z');
    assert.equal(
      slots.fileSlot('/in/a', new Date('2026-03-29T11:00:00Z'), null),
      'file:/in/a@2026-03-29T11:00:00Z',
    );
    assert.equal(slots.fileSlot('/in/a', time, 7), 'file:/in/a@2026-03-29T11:00:00.250Z+7');
  });
});
