/** What the next load would read by each kind of cursor, on a PostgreSQL of the test's own. */
import assert from 'node:assert/strict';
import pg from 'pg';
import type { NamedSource } from '../../orchestrator/engine/ports.ts';
import type { SourceBookmark } from '../../orchestrator/model/result.ts';
import { plainTable } from '../../orchestrator/model/source.ts';
import { openSources } from '../../orchestrator/sources/sources.ts';
import { throwawayPostgres, type ThrowawayPostgres } from '../integration/throwaway-postgres.ts';

const SCHEMA = `
create table orders (id int primary key, at timestamptz not null, bare timestamp not null,
  xid xid8 not null default pg_current_xact_id());
create table gone (id int primary key, at timestamptz not null);
insert into orders select n, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute',
  '2026-01-01T00:00:00'::timestamp + n * interval '1 minute' from generate_series(1, 10) n;
insert into gone values (3, '2026-01-01T00:09:30Z');
`;
const MICROS = BigInt(Date.UTC(2026, 0, 1)) * 1000n;
const minute = (n: number) => String(MICROS + BigInt(n) * 60_000_000n);

describe('the window of each kind of cursor', function () {
  this.timeout(120_000);
  let postgres: ThrowawayPostgres;
  let client: pg.Client;
  const sources = openSources(() => Promise.resolve('throwaway'));

  before(async () => {
    postgres = await throwawayPostgres();
    client = new pg.Client({ connectionString: postgres.url() });
    await client.connect();
    await client.query("set time zone 'Asia/Tokyo'");
    await client.query(SCHEMA);
  });

  after(async () => {
    await client.end();
    await postgres.remove();
  });

  const look = async (
    kind: NamedSource['kind'],
    over: object,
    bookmark: Partial<SourceBookmark> = {},
    lag = 0,
  ) => {
    const url = `jdbc:postgresql://127.0.0.1:${postgres.port}/postgres`;
    const connection = { url, user: 'postgres', secret: 'x' };
    const tables = { orders: { ...plainTable(kind, 'l.b.o'), ...over } };
    const source = { name: 'shop', kind, lag, tables };
    const { systemIdentifier } = await sources.window(connection, source, null);
    const known = { system_identifier: systemIdentifier, kind, tables: {}, ...bookmark };
    const [found] = (await sources.window(connection, source, known)).tables;
    assert.ok(found);
    return found;
  };

  it('by id begins at the bound, and ends behind the last row', async () => {
    const { cursor, hi, rows } = await look('id', {}, { tables: { orders: '8' } });
    assert.deepEqual([cursor, hi, rows], ['id', '11', 3]);
  });

  it('by timestamp reads the lag again, whatever the time zone, with deletions', async () => {
    const bookmark = { tables: { orders: minute(10) } };
    assert.equal((await look('timestamp', { cursor: 'at' }, bookmark, 120)).rows, 3);
    // Nobody knows whose clock it was: it may be twelve hours behind.
    assert.equal((await look('timestamp', { cursor: 'bare' }, bookmark, 120)).rows, 10);
    const found = await look('timestamp', { cursor: 'at', deletes: 'gone' }, bookmark, 60);
    assert.deepEqual([found.rows, found.deletes, found.problem], [2, 1, null]);
  });

  it('goes back to where a rewind asks, and to all rows for a rebase of any server', async () => {
    const again = { id: 'r', mode: 'rewind' as const, tables: { orders: '4' } };
    const back = await look('id', {}, { tables: { orders: '4' }, again });
    assert.deepEqual([back.again, back.lo, back.rows], ['rewind', '4', 7]);
    const other = { system_identifier: '1', tables: { orders: '4' } };
    assert.match((await look('id', {}, other)).problem ?? '', /bookmark rebase shop$/);
    const anew = { ...again, mode: 'rebase' as const, tables: { orders: '0' } };
    const all = await look('id', {}, { ...other, again: anew });
    assert.deepEqual([all.again, all.lo, all.rows, all.problem], ['rebase', null, 10, null]);
  });

  it('says what is wrong with a cursor or a table of deleted keys', async () => {
    for (const [kind, over, said] of [
      ['id', { cursor: 'at' }, /column at is of type timestamp with time zone.*kind id needs/],
      ['timestamp', { cursor: 'lost' }, /no column lost of type timestamp/],
      ['timestamp', { cursor: 'bare', deletes: 'gone' }, /deleted keys gone has no column bare/],
      ['timestamp', { cursor: 'at', deletes: 'lost' }, /deleted keys lost is not there/],
    ] as const)
      assert.match((await look(kind, over)).problem ?? '', said);
  });
});
