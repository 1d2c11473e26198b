import assert from 'node:assert/strict';
import {
  busiest,
  byDay,
  fastest,
  hoursGained,
  ordersGained,
  total,
  type Branch,
} from '../../../dashboard/summary.ts';

const branch = (name: string, orders: number, delivered: number, hours: number | null): Branch => ({
  branch: name,
  orders,
  delivered,
  hours,
  before: null,
});

describe("the dashboard's summary", () => {
  const branches = [
    branch('Ulm', 30, 0, null),
    branch('Bonn', 10, 10, 20),
    branch('Aachen', 30, 30, 40),
  ];

  it('weights the average of all branches by their deliveries', () => {
    assert.deepEqual(total(branches), { orders: 70, delivered: 40, hours: 35 });
    assert.equal(total([branch('Ulm', 30, 0, null)]).hours, null);
  });

  it('names the busiest branch, the first by name on a tie, and the fastest with deliveries', () => {
    assert.equal(busiest(branches)?.branch, 'Aachen');
    assert.equal(fastest(branches)?.branch, 'Bonn');
    assert.equal(fastest([]), undefined);
  });

  it('compares with the previous run, and has no change without one', () => {
    assert.equal(ordersGained(branches), null);
    const [ulm, bonn, aachen] = branches as [Branch, Branch, Branch];
    const improved = { ...bonn, before: { orders: 8, hours: 21.5 } };
    assert.equal(ordersGained([ulm, improved, aachen]), 30 + 2 + 30);
    assert.equal(hoursGained(improved), -1.5);
    assert.equal(hoursGained(ulm), null);
  });

  it('sums up each day over all branches, in order of time', () => {
    const day = (on: string, orders: number, hours: number) => ({
      branch: 'x',
      day: on,
      orders,
      delivered: orders,
      hours,
    });
    assert.deepEqual(
      byDay([day('2026-02-01', 1, 9), day('2026-01-31', 1, 10), day('2026-01-31', 3, 30)]),
      [
        { day: '2026-01-31', orders: 4, delivered: 4, hours: 25 },
        { day: '2026-02-01', orders: 1, delivered: 1, hours: 9 },
      ],
    );
  });
});
