import assert from 'node:assert/strict';
import { largestBranches } from '../../../retailapp/branches.ts';
import { changesOf, statuses } from '../../../retailapp/journey.ts';
import { comingOrders, pastOrders, type Order, type Past } from '../../../retailapp/orders.ts';

const end = Date.parse('2026-03-01T00:00:00Z');
const day = 86_400_000;
const hour = 3_600_000;
const past = (given: Partial<Past> = {}): readonly Order[] => [
  ...pastOrders({
    seed: 7,
    branches: largestBranches(20),
    orders: 20_000,
    end,
    days: 30,
    ...given,
  }),
];
const coming = (seed: string, count: number): readonly Order[] => {
  const orders = comingOrders({ seed, branches: largestBranches(20), start: end, rate: 5 });
  return Array.from({ length: count }, () => orders.next().value);
};

describe('orders of the past', () => {
  const orders = past();

  it('are the same for the same seed, to the last byte', () => {
    assert.equal(JSON.stringify(past()), JSON.stringify(orders));
  });

  it('differ for another seed', () => {
    const other = past({ seed: 8 });
    const same = orders.filter(({ customer, product }, index) => {
      const twin = other[index];
      return twin?.customer === customer && twin.product === product;
    });
    assert.ok(same.length < 20, `${same.length} orders are the same`);
  });

  it('are in rising order, on every day before their end', () => {
    for (const [index, { createdAt }] of orders.entries()) {
      assert.ok(Number.isInteger(createdAt));
      assert.ok(createdAt >= end - 30 * day && createdAt < end);
      assert.ok(createdAt >= (orders[index - 1]?.createdAt ?? 0));
    }
    assert.equal(new Set(orders.map(({ createdAt }) => Math.floor(createdAt / day))).size, 30);
  });

  it('have quantities and prices that fit the tables', () => {
    for (const { quantity, unitPrice } of orders) {
      assert.ok(Number.isInteger(quantity) && quantity >= 1 && quantity <= 24);
      assert.match(unitPrice, /^\d+\.\d\d$/);
    }
  });

  it('come from every branch, most from the largest and least from the smallest', () => {
    const share = (city: string) =>
      orders.filter(({ branch }) => branch === city).length / orders.length;
    assert.equal(new Set(orders.map(({ branch }) => branch)).size, 20);
    assert.ok(
      share('Hamburg') > 0.18 && share('Hamburg') < 0.28,
      `Hamburg has ${share('Hamburg')}`,
    );
    assert.ok(share('Hamburg') > 8 * share('Görlitz'), `Görlitz has ${share('Görlitz')}`);
  });

  it('have skewed amounts: the mean is far above the median', () => {
    const amounts = orders
      .map(({ quantity, unitPrice }) => quantity * Number(unitPrice))
      .sort((a, b) => a - b);
    const mean = amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length;
    assert.ok(mean > 2 * (amounts[amounts.length / 2] ?? Infinity));
  });

  it('are mostly delivered, except for the newest', () => {
    const delivered = orders.filter(
      ({ createdAt, journey }) => changesOf(createdAt, journey)[2].changedAt <= end,
    );
    const share = delivered.length / orders.length;
    assert.ok(share > 0.9 && share < 0.98, `${share} are delivered`);
    assert.ok((delivered.at(-1)?.createdAt ?? end) < end - hour);
  });

  it('take the usual time of their branch', () => {
    for (const { city, medianHours } of largestBranches(3)) {
      const hours = orders
        .filter(({ branch }) => branch === city)
        .map(({ journey }) => (journey.packing + journey.transit) / 3600)
        .sort((a, b) => a - b);
      const median = hours[Math.floor(hours.length / 2)] ?? 0;
      assert.ok(
        Math.abs(median / medianHours - 1) < 0.06,
        `${city}: ${median} h, not ${medianHours} h`,
      );
    }
  });
});

describe('changes of an order', () => {
  it('are NEW, INTRANSIT, DELIVERED, each whole seconds later than the one before', () => {
    for (const { createdAt, journey } of past({ orders: 2000 })) {
      const changes = changesOf(createdAt, journey);
      assert.deepEqual(
        changes.map(({ status }) => status),
        statuses,
      );
      assert.equal(changes[0].changedAt, createdAt);
      for (const [index, { changedAt }] of changes.slice(1).entries()) {
        const passed = changedAt - (changes[index]?.changedAt ?? Infinity);
        assert.ok(passed >= 60_000 && passed % 1000 === 0);
      }
    }
  });
});

describe('orders to come', () => {
  it('are the same for the same seed', () => {
    assert.deepEqual(coming('x', 500), coming('x', 500));
    assert.notDeepEqual(coming('x', 500), coming('y', 500));
  });

  it('come at the given rate', () => {
    const orders = coming('x', 5000);
    const seconds = ((orders.at(-1)?.createdAt ?? 0) - end) / 1000;
    assert.ok(Math.abs(5000 / seconds / 5 - 1) < 0.06, `${5000 / seconds} orders/s`);
  });
});
