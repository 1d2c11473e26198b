/** Windows and holders of a source, on a real PostgreSQL. */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import pg from 'pg';
import type { Connection } from '../../orchestrator/ports/ports.ts';
import type { NamedSource, Sources } from '../../orchestrator/ports/source-windows.ts';
import { TerminalError, UnreachableError } from '../../orchestrator/model/errors.ts';
import { plainTable } from '../../orchestrator/model/source.ts';
import { openSources } from '../../orchestrator/sources/sources.ts';
import { createRole } from '../support/database.ts';
import { sourceDatabase } from '../support/source-database.ts';

const SCHEMA = `
create table orders (id int, xid xid8 not null default pg_current_xact_id());
create index on orders (xid);
create schema shop;
create table shop."Odd name" (id int, xid xid8 not null default pg_current_xact_id());
create table plain (id int);
create table shop."OrderItems" (id int, xid xid8 not null default pg_current_xact_id());
create schema hidden;
create table hidden.away (id int, xid xid8 not null default pg_current_xact_id());
create table closed (id int, xid xid8 not null default pg_current_xact_id());
grant usage on schema shop to reader;
grant select on orders, plain, shop."Odd name", shop."OrderItems" to reader;
grant execute on function pg_control_system() to reader;
`;

function named(tables: Record<string, string>): NamedSource {
  const plain = Object.entries(tables).map(([name, target]) => [name, plainTable('xid', target)]);
  return { name: 'shop', kind: 'xid', lag: 0, tables: Object.fromEntries(plain) as never };
}

describe('sources', function () {
  this.timeout(60_000);
  before(() => createRole('reader', 'readers own'));
  const database = sourceDatabase(SCHEMA);
  let client: pg.Client;
  let connection: Connection;
  const sources: Sources = openSources(() => Promise.resolve('readers own\n'));

  before(() => {
    client = database.client;
    connection = { url: database.jdbcUrl, user: 'reader', secret: 'reader' };
  });

  const window = async (table: string, bound: string | null = null, system?: string) => {
    const identifier =
      system ?? (await sources.window(connection, named({}), null)).systemIdentifier;
    const bookmark = {
      system_identifier: identifier,
      kind: 'xid' as const,
      tables: bound === null ? {} : { [table]: bound },
    };
    const found = await sources.window(connection, named({ [table]: 'lake.b.x' }), bookmark);
    assert.ok(found.tables[0]);
    return { ...found, table: found.tables[0] };
  };

  it('a first load counts all rows, and the next one those after the bound', async () => {
    await client.query('insert into orders select generate_series(1, 5)');
    const first = await window('orders');
    assert.deepEqual([first.table.lo, first.table.rows, first.table.indexed], [null, 5, true]);
    await client.query('insert into orders select generate_series(1, 3)');
    const second = await window('orders', first.hi);
    assert.deepEqual([second.table.lo, second.table.rows], [first.hi, 3]);
    assert.equal((await window('orders', second.hi)).table.rows, 0);
  });

  it('the other tables are counted if one fails', async () => {
    await client.query(`create view broken as select 1 as id, '3'::xid8 as xid where 1 / (random() * 0)::int = 1;
      grant select on broken to reader`);
    const tables = { broken: 'l.b.x', orders: 'l.b.o' };
    const found = await sources.window(connection, named(tables), null);
    const [broken, orders] = found.tables;
    assert.match(broken?.problem ?? '', /division by zero/);
    assert.equal(orders?.problem, null);
  });

  it('a server that accepts connections and does not answer is unreachable', async () => {
    const mute = createServer(() => undefined);
    await new Promise<void>((resolve) => void mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as AddressInfo;
    const silent = { ...connection, url: `jdbc:postgresql://127.0.0.1:${port}/postgres` };
    await assert.rejects(sources.holder(silent), UnreachableError);
    mute.close();
  });

  it('a window takes no transaction id', async () => {
    const next = async () => (await window('orders')).hi;
    assert.equal(await next(), await next());
  });

  it('an open transaction holds back the window, which names its session', async () => {
    const before = (await window('orders')).table.rows;
    const writer = new pg.Client({
      connectionString: database.url,
      application_name: 'a slow app',
    });
    await writer.connect();
    await writer.query('begin');
    await writer.query('insert into orders values (1)');
    await client.query('insert into orders values (2)');
    const held = await window('orders');
    assert.deepEqual([held.heldBy?.name, held.heldBy?.pid === null], ['a slow app', false]);
    assert.equal(held.table.rows, before);
    await writer.query('commit');
    await writer.end();
    const free = await window('orders');
    assert.deepEqual([free.heldBy, free.table.rows], [null, (before ?? 0) + 2]);
  });

  it('a table is found by a quoted name, and by a plain one in another case', async () => {
    for (const name of ['shop."Odd name"', 'shop.Odd name', 'shop.OrderItems'])
      assert.equal((await window(name)).table.rows, 0, name);
  });

  it('the search path and the list of servers in the URL are used', async () => {
    const url = `jdbc:postgresql://127.0.0.1:1,127.0.0.1:${database.port}/${database.name}?currentSchema=shop`;
    const there = { ...connection, url };
    const found = await sources.window(there, named({ OrderItems: 'l.b.o' }), null);
    assert.deepEqual([found.tables[0]?.rows, found.tables[0]?.problem], [0, null]);
  });

  it('each table has its own problem, with the fix', async () => {
    const tables = {
      plain: 'l.b.p',
      closed: 'l.b.c',
      nowhere: 'l.b.n',
      orders: 'l.b.o',
      'hidden.away': 'l.b.a',
    };
    const found = await sources.window(connection, named(tables), null);
    const problems = found.tables.map(({ table, problem }) => `${table}: ${String(problem)}`);
    assert.match(problems[0] ?? '', /^plain: it has no column xid/);
    assert.match(
      problems[1] ?? '',
      /^closed: reader may not read closed: run `GRANT SELECT ON closed TO reader`$/,
    );
    assert.match(problems[2] ?? '', /^nowhere: there is no such table/);
    assert.equal(problems[3], 'orders: null');
    assert.match(
      problems[4] ?? '',
      /^hidden.away: there is no such table, or its schema is closed/,
    );
  });

  it('a bound of another server, or ahead of this one, is a problem', async () => {
    assert.match((await window('orders', '5', '1')).table.problem ?? '', /is of server 1, this is/);
    assert.match(
      (await window('orders', '9'.repeat(15))).table.problem ?? '',
      /as after a restore/,
    );
  });

  it('a count that takes too long is null; the others stay', async () => {
    const hurried = openSources(() => Promise.resolve('readers own'), {}, 100);
    const slow = `create view slow as select 1 as id, '3'::xid8 as xid where pg_sleep(1) is not null;
      grant select on slow to reader`;
    await client.query(slow);
    const tables = { slow: 'l.b.s', orders: 'l.b.o' };
    const found = await hurried.window(connection, named(tables), null);
    assert.deepEqual(
      found.tables.map(({ rows }) => rows === null),
      [true, false],
    );
  });

  it('a server that is away is unreachable; one that refuses is a terminal error', async () => {
    const away = { ...connection, url: 'jdbc:postgresql://127.0.0.1:1/postgres' };
    await assert.rejects(sources.window(away, named({}), null), (error: unknown) => {
      assert.ok(error instanceof UnreachableError);
      assert.match(error.message, /^postgres at 127.0.0.1:1 is unreachable: ECONNREFUSED/);
      return error.hint !== '';
    });
    const wrong = openSources(() => Promise.resolve('not the password'));
    await assert.rejects(wrong.window(connection, named({}), null), (error: unknown) => {
      assert.ok(error instanceof TerminalError);
      assert.doesNotMatch(error.message, /not the password/);
      return error.hint.includes('secret');
    });
    const lost = { ...connection, url: 'postgres://127.0.0.1/x' };
    await assert.rejects(
      sources.window(lost, named({}), null),
      /is not the address of a PostgreSQL/,
    );
  });
});
