import assert from 'node:assert/strict';
import { largestBranches } from '../../../retailapp/branches.ts';
import { carriedOn, earliestFirst, placed, rest } from '../../../retailapp/errands.ts';
import { comingOrders } from '../../../retailapp/orders.ts';

const start = Date.parse('2026-03-01T00:00:00Z');
const order = comingOrders({ seed: 1, branches: largestBranches(1), start, rate: 1 }).next().value;

describe('errands', () => {
  it('of a new order go from NEW to DELIVERED', () => {
    const fresh = placed(order);
    const packed = rest(fresh, '42');
    const left = packed && rest(packed, '42');
    assert.equal(fresh.next.status, 'NEW');
    assert.equal(fresh.order, order);
    assert.equal(packed?.next.status, 'INTRANSIT');
    assert.equal(packed.order, undefined);
    assert.equal(left?.next.status, 'DELIVERED');
    assert.equal(rest(left, '42'), undefined);
  });

  it('of an open order begin after its past changes', () => {
    const open = { id: '9', branch: 'Köln', createdAt: start, leftAt: undefined };
    const packing = carriedOn('s', open, 0);
    assert.equal(packing.next.status, 'INTRANSIT');
    assert.ok(packing.next.changedAt > start);
    assert.deepEqual(
      packing.later.map(({ status }) => status),
      ['DELIVERED'],
    );

    const moving = carriedOn('s', { ...open, leftAt: start + 5000 }, 0);
    assert.equal(moving.next.status, 'DELIVERED');
    assert.ok(moving.next.changedAt > start + 5000);
    assert.deepEqual(moving.later, []);
  });

  it('are the same for the same order, and differ between orders', () => {
    const open = { id: '9', branch: 'Köln', createdAt: start, leftAt: undefined };
    assert.deepEqual(carriedOn('s', open, 0), carriedOn('s', open, 0));
    assert.notDeepEqual(
      carriedOn('s', open, 0).next,
      carriedOn('s', { ...open, id: '10' }, 0).next,
    );
  });

  it('have their next change after the newest one, by whole seconds', () => {
    const hour = 3_600_000;
    for (const hours of [1, 10, 30, 5000]) {
      for (const leftAt of [undefined, start + 1000]) {
        for (let id = 0; id < 50; id += 1) {
          const newest = start + hours * hour;
          const open = { id: String(id), branch: 'Köln', createdAt: start, leftAt };
          const { next, later } = carriedOn('s', open, newest);
          assert.ok(next.changedAt > newest && (next.changedAt - start) % 1000 === 0);
          assert.ok((later[0]?.changedAt ?? Infinity) > next.changedAt);
        }
      }
    }
  });

  it('of an unknown city are carried on, too', () => {
    const errand = carriedOn(
      's',
      { id: '9', branch: 'Atlantis', createdAt: start, leftAt: undefined },
      0,
    );
    assert.equal(errand.branch, 'Atlantis');
  });

  it('come in the order of their times', () => {
    const queue = earliestFirst();
    for (const seconds of [5, 1, 3]) queue.push(placed({ ...order, createdAt: start + seconds }));
    assert.deepEqual(
      [queue.pop(), queue.pop(), queue.pop()].map((errand) => (errand?.createdAt ?? 0) - start),
      [1, 3, 5],
    );
  });
});
