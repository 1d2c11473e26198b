import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { backfill } from '../../retailapp/backfill.ts';
import { explained } from '../../retailapp/database.ts';
import { live, type Transaction } from '../../retailapp/live.ts';
import { retailDatabase, type RetailDatabase } from '../support/retail-database.ts';
import { throwawayPostgres, type ThrowawayPostgres } from '../support/postgres.ts';

const start = Date.parse('2026-03-01T00:00:00Z');
// Ten days pass in a second.
const clock = 864_000;

describe('the retail app', function () {
  this.timeout(120_000);
  let server: ThrowawayPostgres;
  let retail: RetailDatabase;
  const number = async (sql: string): Promise<number> =>
    Number((await retail.query<{ n: string }>('postgres', `select (${sql}) as n`))[0]?.n);
  const clear = () => retail.query('postgres', 'truncate orders, ordershistory');

  before(async () => {
    server = await throwawayPostgres();
    retail = await retailDatabase(server);
  });
  after(() => server.remove());
  beforeEach(clear);

  describe('backfill', () => {
    const load = (orders = 3000) => backfill({ connection: retail.app, orders, seed: 5, start });

    it('a backfill loads the requested number of orders, each with a consistent history', async () => {
      const loaded = await load(25_000);
      assert.equal(loaded.orders, 25_000);
      assert.equal(await number('select count(*) from orders'), 25_000);
      assert.equal(await number('select count(*) from ordershistory'), loaded.history);
      assert.equal(
        await number(`select count(*) from orders o left join ordershistory h on h.order_id = o.id and h.status = 'NEW'
          where h.changed_at is distinct from o.created_at`),
        0,
        'an order without its NEW',
      );
      assert.equal(
        await number(
          `select count(*) from ordershistory h left join orders o on o.id = h.order_id where o.id is null`,
        ),
        0,
        'history of no order',
      );
      assert.equal(
        await number(`select count(*) from ordershistory d
          left join ordershistory t on t.order_id = d.order_id and t.status = 'INTRANSIT'
          where d.status = 'DELIVERED' and (t.changed_at >= d.changed_at) is not false`),
        0,
        'delivered before it left',
      );
      assert.equal(
        await number(`select count(*) from ordershistory where changed_at > '2026-03-01Z'`),
        0,
      );
      assert.ok(
        (await number("select count(*) from ordershistory where status = 'DELIVERED'")) > 22_000,
      );
      assert.equal(await number('select count(distinct xid) from ordershistory'), 1);
    });

    it('a second backfill with the same seed and start adds the same orders again', async () => {
      await load();
      await load();
      assert.equal(await number('select count(*) from orders'), 6000);
      assert.equal(
        await number(`select count(*) from (
          select branch, customer, product, quantity, unit_price, created_at, status, changed_at
          from orders o join ordershistory h on h.order_id = o.id
          group by 1, 2, 3, 4, 5, 6, 7, 8 having count(*) <> 2) odd`),
        0,
      );
    });

    it('a backfill that is stopped loads nothing', async () => {
      const stop = new AbortController();
      const stopped = backfill({
        connection: retail.app,
        orders: 100_000,
        seed: 5,
        signal: stop.signal,
        onProgress: () => {
          stop.abort();
        },
      });
      await assert.rejects(stopped);
      assert.equal(await number('select count(*) from orders'), 0);
    });
  });

  describe('live', () => {
    it('every order is delivered, and each change has a transaction of its own', async () => {
      const seen: Transaction[] = [];
      const summary = await live({
        connection: retail.app,
        seed: 3,
        rate: 200,
        orders: 30,
        clock,
        start,
        onTransaction: (transaction) => seen.push(transaction),
      });
      const { seconds, ...counts } = summary;
      assert.deepEqual(counts, {
        carriedOn: 0,
        orders: 30,
        transitions: 60,
        delivered: 30,
        open: 0,
      });
      assert.ok(seconds < 60);
      assert.equal(seen.length, 90);
      assert.equal(await number('select count(*) from orders'), 30);
      assert.equal(await number('select count(*) from ordershistory'), 90);
      assert.equal(await number('select count(distinct xid) from ordershistory'), 90);
      assert.equal(
        await number(
          'select count(*) from orders o join ordershistory h using (xid) where h.order_id = o.id',
        ),
        30,
      );
    });

    it('the same seed and start write the same orders at the same times', async () => {
      const snapshot = async () => {
        await live({ connection: retail.app, seed: 4, rate: 200, orders: 10, clock, start });
        const rows = await retail.query(
          'postgres',
          `select branch, customer, product, quantity, unit_price, created_at, status, changed_at
           from orders o join ordershistory h on h.order_id = o.id order by created_at, changed_at`,
        );
        await clear();
        return rows;
      };
      assert.deepEqual(await snapshot(), await snapshot());
    });

    it('the next start carries on orders that were open', async () => {
      const stop = new AbortController();
      const first = await live({
        connection: retail.app,
        seed: 3,
        rate: 200,
        clock,
        start,
        signal: stop.signal,
        onTransaction: ({ change }) => {
          if (change.status === 'DELIVERED') stop.abort();
        },
      });
      assert.ok(first.open > 0);
      assert.equal(await number('select count(*) from orders'), first.orders);

      const second = await live({ connection: retail.app, seed: 3, orders: 0, clock });
      assert.equal(second.carriedOn, first.open);
      assert.equal(second.delivered, first.open);
      assert.equal(second.open, 0);
      assert.equal(await number('select count(*) from ordershistory'), 3 * first.orders);
    });

    it('it ends after its duration, and leaves open orders open', async () => {
      const summary = await live({ connection: retail.app, seed: 3, rate: 50, duration: 500 });
      assert.ok(summary.orders > 0 && summary.open === summary.orders && summary.seconds < 5);
    });

    it('it waits while the database is away, then goes on, and writes nothing twice', async () => {
      const events: string[] = [];
      const working = live({
        connection: retail.app,
        seed: 6,
        rate: 100,
        orders: 150,
        clock,
        start,
        onAway: () => events.push('away'),
        onBack: () => events.push('back'),
      });
      await sleep(500);
      await server.stop();
      await sleep(700);
      await server.start();
      const summary = await working;
      assert.deepEqual(events, ['away', 'back']);
      assert.equal(summary.orders, 150);
      assert.equal(summary.delivered, 150);
      assert.equal(await number('select count(*) from orders'), 150);
      assert.equal(await number('select count(*) from ordershistory'), 450);
    });

    it('a stop ends it at once, even while the database is away', async () => {
      await server.stop();
      try {
        const stop = new AbortController();
        const summary = await live({
          connection: retail.app,
          seed: 6,
          signal: stop.signal,
          onAway: () => {
            stop.abort();
          },
        });
        assert.equal(summary.orders, 0);
      } finally {
        await server.start();
      }
    });

    it('a wrong password is an error with its fix', async () => {
      const connection = { ...retail.app, password: 'wrong' };
      const failure = await live({ connection, seed: 1 }).catch((error: unknown) =>
        explained(error, connection),
      );
      assert.ok(failure instanceof Error);
      assert.match(
        failure.message,
        /^database 127\.0\.0\.1:\d+\/retail: .*password.*RETAIL_DATABASE_PASSWORD_FILE$/,
      );
    });
  });
});
