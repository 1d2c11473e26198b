import assert from 'node:assert/strict';
import * as slots from '../../../orchestrator/plan/slots.ts';

describe('names of slots', () => {
  const time = new Date('2026-03-29T11:00:00.250Z');

  it('tell their kind and their time, in UTC and whole seconds', () => {
    assert.equal(slots.cronSlot(time), 'cron:2026-03-29T11:00:00Z');
    assert.equal(slots.backfillSlot('b1', time), 'backfill:b1:2026-03-29T11:00:00Z');
    assert.equal(slots.manualSlot('m1'), 'manual:m1');
    assert.equal(slots.afterSlot('shop-20260329-110000-aaaaa'), 'after:shop-20260329-110000-aaaaa');
  });

  it('of files tell two versions of one second apart', () => {
    assert.equal(slots.fileSlot('/in/a', time), 'file:/in/a@2026-03-29T11:00:00.250Z');
    assert.equal(
      slots.fileSlot('/in/a', new Date('2026-03-29T11:00:00Z')),
      'file:/in/a@2026-03-29T11:00:00Z',
    );
  });
});
