/** The rows that the next load would read by each kind of cursor. */
import assert from 'node:assert/strict';
import type { NamedSource } from '../../orchestrator/ports/source-windows.ts';
import type { SourceBookmark } from '../../orchestrator/model/result.ts';
import { plainTable } from '../../orchestrator/model/source.ts';
import { openSources } from '../../orchestrator/sources/sources.ts';
import { sourceDatabase } from '../support/source-database.ts';

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
  const database = sourceDatabase(`set time zone 'Asia/Tokyo'; ${SCHEMA}`);
  const sources = openSources(() => Promise.resolve('throwaway'));

  const look = async (
    kind: NamedSource['kind'],
    over: object,
    bookmark: Partial<SourceBookmark> = {},
    lag = 0,
    named?: Record<string, ReturnType<typeof plainTable>>,
  ) => {
    const connection = { url: database.jdbcUrl, user: 'postgres', secret: 'x' };
    const tables = named ?? { orders: { ...plainTable(kind, 'l.b.o'), ...over } };
    const source = { name: 'shop', kind, lag, tables };
    const { systemIdentifier } = await sources.window(connection, source, null);
    const known = { system_identifier: systemIdentifier, kind, tables: {}, ...bookmark };
    const [found] = (await sources.window(connection, source, known)).tables;
    assert.ok(found);
    return found;
  };

  it('by id begins at the bound, and ends after the last row', async () => {
    const { cursor, hi, rows } = await look('id', {}, { tables: { orders: '8' } });
    assert.deepEqual([cursor, hi, rows], ['id', '11', 3]);
  });

  it('by timestamp reads the lag again, in any time zone, with deletions', async () => {
    const bookmark = { tables: { orders: minute(10) } };
    assert.equal((await look('timestamp', { cursor: 'at' }, bookmark, 120)).rows, 3);
    // Its zone is unknown: the clock may be twelve hours behind.
    assert.equal((await look('timestamp', { cursor: 'bare' }, bookmark, 120)).rows, 10);
    const found = await look('timestamp', { cursor: 'at', deletes: 'gone' }, bookmark, 60);
    assert.deepEqual([found.rows, found.deletes, found.problem], [2, 1, null]);
  });

  it('begins at the bound of a rewind, and at the first row for a rebase', async () => {
    const again = { id: 'r', mode: 'rewind' as const, tables: { orders: '4' } };
    const back = await look('id', {}, { tables: { orders: '4' }, again });
    assert.deepEqual([back.again, back.lo, back.rows], ['rewind', '4', 7]);
    const other = { system_identifier: '1', tables: { orders: '4' } };
    assert.match((await look('id', {}, other)).problem ?? '', /bookmark rebase shop$/);
    const rebase = { ...again, mode: 'rebase' as const, tables: { orders: '0' } };
    const all = await look('id', {}, { ...other, again: rebase });
    assert.deepEqual([all.again, all.lo, all.rows, all.problem], ['rebase', null, 10, null]);
  });

  it('by xid counts the rows that the job reads, those of a restored dump among them', async () => {
    await database.client.query(`create table restored (id int primary key, xid xid8 not null);
      insert into restored values (1, pg_current_xact_id()), (2, '4000000000')`);
    // It claims the transaction that comes after its own.
    const { rows: claimed } = await database.client.query<{ xid: string }>(
      `insert into restored values (3, (pg_current_xact_id()::text::bigint + 1)::text::xid8) returning xid::text`,
    );
    const next = claimed[0]?.xid ?? '';
    for (let id = 4; id < 8; id += 1)
      await database.client.query(`insert into restored values (${id}, pg_current_xact_id())`);
    const name = { restored: plainTable('xid', 'l.b.r') };
    const first = await look('xid', {}, {}, 0, name);
    assert.deepEqual([first.problem, first.rows], [null, 7]);
    const later = await look('xid', {}, { tables: { restored: next } }, 0, name);
    const read = await database.client.query(
      `select id from restored where xid >= '${next}'::xid8 and xid < '${later.hi ?? ''}'::xid8 and id <> 3`,
    );
    assert.equal(later.rows, read.rowCount);
  });

  it('marks cursors without a time zone', async () => {
    const zoneless = async (cursor: string) => (await look('timestamp', { cursor })).zoneless;
    assert.deepEqual([await zoneless('at'), await zoneless('bare')], [false, true]);
  });

  it('is the same for any time zone of the server', async () => {
    const bookmark = { tables: { orders: minute(10) } };
    const counts = async () => [
      (await look('timestamp', { cursor: 'at' }, bookmark, 120)).rows,
      (await look('timestamp', { cursor: 'bare' }, { tables: { orders: minute(12 * 60 + 8) } }))
        .rows,
    ];
    const before = await counts();
    assert.deepEqual(before, [3, 3]);
    try {
      for (const zone of ['Pacific/Kiritimati', 'America/New_York', 'Etc/GMT+12']) {
        await database.client.query(`alter database ${database.name} set timezone = '${zone}'`);
        assert.deepEqual(await counts(), before, zone);
      }
    } finally {
      await database.client.query(`alter database ${database.name} reset timezone`);
    }
  });

  it('names the fault of a cursor or of a table of deleted keys', async () => {
    for (const [kind, over, said] of [
      ['id', { cursor: 'at' }, /column at is of type timestamp with time zone.*kind id needs/],
      ['timestamp', { cursor: 'lost' }, /no column lost of type timestamp/],
      ['timestamp', { cursor: 'bare', deletes: 'gone' }, /deleted keys gone has no column bare/],
      ['timestamp', { cursor: 'at', deletes: 'lost' }, /deleted keys lost is not there/],
    ] as const)
      assert.match((await look(kind, over)).problem ?? '', said);
  });
});
