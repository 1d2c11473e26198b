import assert from 'node:assert/strict';
import {
  retailDatabase,
  type RetailDatabase,
  type RetailUser,
} from '../support/retail-database.ts';
import { throwawayPostgres, type ThrowawayPostgres } from '../support/postgres.ts';

const denied = { code: '42501' };
const insertOrder = `insert into orders (branch, customer, category, product, quantity, unit_price, created_at)
  values ('Kiel', 'A', 'Garden', 'Bench', 3, 1.99, now())`;

describe('the retail database', function () {
  this.timeout(60_000);
  let server: ThrowawayPostgres;
  let retail: RetailDatabase;
  const refused = (user: RetailUser, sql: string) =>
    assert.rejects(retail.query(user, sql), denied, sql);

  before(async () => {
    server = await throwawayPostgres();
    retail = await retailDatabase(server);
    await retail.query('retail_app', insertOrder);
    await retail.query(
      'postgres',
      "insert into ordershistory (order_id, status, changed_at) values (1, 'NEW', now())",
    );
  });
  after(() => server.remove());

  it('a second init.sql keeps the rows, and restores the rights', async () => {
    await retail.query(
      'postgres',
      'grant delete on orders to retail_app; grant create on schema public to public',
    );
    await retail.initialise();
    const [row] = await retail.query<{ count: string }>('postgres', 'select count(*) from orders');
    assert.equal(row?.count, '1');
    await refused('retail_app', 'delete from orders');
    await refused('retail_app', 'create table mine (id int)');
  });

  it('the app may insert, and nothing else', async () => {
    for (const sql of [
      'delete from orders',
      'delete from ordershistory',
      'update orders set quantity = 1',
      "update ordershistory set status = 'NEW'",
      'truncate orders, ordershistory',
      'drop table orders',
      'alter table orders add column mine int',
      'create table mine (id int)',
      'create temporary table mine (id int)',
      'create schema mine',
      'select customer from orders',
      "select setval('orders_id_seq', 1)",
    ]) {
      await assert.rejects(retail.query('retail_app', sql), denied, sql);
    }
  });

  it('the app may not set the transaction of a row', async () => {
    await refused(
      'retail_app',
      "insert into ordershistory (order_id, status, changed_at, xid) values (1, 'INTRANSIT', now(), '3')",
    );
  });

  it('the reader may read, and nothing else', async () => {
    for (const sql of [
      insertOrder,
      "insert into ordershistory (order_id, status, changed_at) values (1, 'DELIVERED', now())",
      'update orders set quantity = 1',
      'delete from ordershistory',
      'truncate orders',
      'drop table orders',
      'create table mine (id int)',
      'create temporary table mine (id int)',
      "select nextval('orders_id_seq')",
    ]) {
      await refused('retail_reader', sql);
    }
    const rows = await retail.query<{ amount: string; xid: string }>(
      'retail_reader',
      'select * from orders',
    );
    assert.equal(rows[0]?.amount, '5.97');
    await retail.query('retail_reader', 'select * from ordershistory');
  });

  it('the reader may read the system identifier and the snapshot that an incremental read needs', async () => {
    const [row] = await retail.query<{ system_identifier: string; hi: string }>(
      'retail_reader',
      'select system_identifier, pg_snapshot_xmin(pg_current_snapshot()) as hi from pg_control_system()',
    );
    assert.match(row?.system_identifier ?? '', /^\d{10,}$/);
    const read = await retail.query(
      'retail_reader',
      "select id from orders where xid >= '0' and xid < $1",
      [row?.hi],
    );
    assert.equal(read.length, 1);
  });

  it('both tables have an index on the transaction and one on the id', async () => {
    for (const table of ['orders', 'ordershistory']) {
      const indexes = await retail.query<{ columns: string }>(
        'retail_reader',
        "select substring(indexdef from '[(](.*)[)]') as columns from pg_indexes where tablename = $1",
        [table],
      );
      const columns = indexes.map((index) => index.columns);
      assert.ok(
        columns.includes('xid') && columns.includes('id'),
        `${table}: ${columns.join('; ')}`,
      );
    }
  });

  it('an update by any user renews xid', async () => {
    const xid = async (table: string) =>
      (
        await retail.query<{ xid: string }>(
          'postgres',
          `select xid from ${table} order by id limit 1`,
        )
      )[0]?.xid ?? '';
    for (const [table, change] of [
      ['orders', "customer = 'B'"],
      ['ordershistory', "xid = '3'"],
    ] as const) {
      const earlier = BigInt(await xid(table));
      await retail.query('postgres', `update ${table} set ${change}`);
      assert.ok(BigInt(await xid(table)) > earlier, table);
    }
  });

  it('an order has each status once, and no unknown one', async () => {
    const insert = (status: string) =>
      retail.query(
        'retail_app',
        'insert into ordershistory (order_id, status, changed_at) values (1, $1, now())',
        [status],
      );
    await assert.rejects(insert('NEW'), { code: '23505' });
    await assert.rejects(insert('LOST'), { code: '23514' });
  });

  it('other roles may not connect', async () => {
    await retail.query(
      'postgres',
      "drop role if exists stranger; create role stranger login password 'retail'",
    );
    const [row] = await retail.query<{ may: boolean }>(
      'postgres',
      "select has_database_privilege('stranger', 'retail', 'connect') as may",
    );
    assert.equal(row?.may, false);
  });
});
