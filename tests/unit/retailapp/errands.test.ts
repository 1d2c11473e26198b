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

  it('of an order that is found open begin after what has happened', () => {
    const open = { id: '9', branch: 'Köln', createdAt: start, leftAt: undefined };
    const packing = carriedOn('s', open);
    assert.equal(packing.next.status, 'INTRANSIT');
    assert.ok(packing.next.changedAt > start);
    assert.deepEqual(
      packing.later.map(({ status }) => status),
      ['DELIVERED'],
    );

    const moving = carriedOn('s', { ...open, leftAt: start + 5000 });
    assert.equal(moving.next.status, 'DELIVERED');
    assert.ok(moving.next.changedAt > start + 5000);
    assert.deepEqual(moving.later, []);
  });

  it('are drawn again alike, and not alike for another order', () => {
    const open = { id: '9', branch: 'Köln', createdAt: start, leftAt: undefined };
    assert.deepEqual(carriedOn('s', open), carriedOn('s', open));
    assert.notDeepEqual(carriedOn('s', open).next, carriedOn('s', { ...open, id: '10' }).next);
  });

  it('of a city that the company does not know are carried on, too', () => {
    const errand = carriedOn('s', {
      id: '9',
      branch: 'Atlantis',
      createdAt: start,
      leftAt: undefined,
    });
    assert.equal(errand.branch, 'Atlantis');
  });

  it('are taken by time', () => {
    const queue = earliestFirst();
    for (const seconds of [5, 1, 3]) queue.push(placed({ ...order, createdAt: start + seconds }));
    assert.deepEqual(
      [queue.pop(), queue.pop(), queue.pop()].map((errand) => (errand?.createdAt ?? 0) - start),
      [1, 3, 5],
    );
  });
});
