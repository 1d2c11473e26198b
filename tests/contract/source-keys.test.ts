/** The keys that merge rows of a source. */
import assert from 'node:assert/strict';
import type { SourceKind, SourceTable } from '../../orchestrator/model/source.ts';
import { plainTable } from '../../orchestrator/model/source.ts';
import { keyColumns } from '../../orchestrator/sources/keys.ts';
import { openSources } from '../../orchestrator/sources/sources.ts';
import { sourceDatabase } from '../support/source-database.ts';

const XID = 'xid xid8 not null default pg_current_xact_id()';
const SCHEMA = `
create extension citext;
create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create domain word as text collate loose;
create type mood as enum ('sad', 'ok');
create table parent (id int primary key, ${XID});
create table child () inherits (parent);
create table halves (id int not null, ${XID}) partition by range (id);
create table half partition of halves for values from (0) to (9);
alter table only halves add primary key (id);
create table wholes (b int, a int, ${XID}, primary key (a, b)) partition by range (a);
create table whole partition of wholes for values from (0) to (9);
create table late (id int primary key deferrable initially deferred, ${XID});
create table included (id int, note text, ${XID}, primary key (id) include (note));
create table uniques (id int, code text not null, ${XID});
create unique index on uniques (id);
create unique index on uniques (id) nulls not distinct;
create unique index on uniques (code) where id > 0;
create unique index on uniques (lower(code));
`;

describe('the keys of tables', function () {
  this.timeout(120_000);
  const database = sourceDatabase(SCHEMA);
  const sources = openSources(() => Promise.resolve('throwaway'));

  const look = async (
    table: string,
    over: Partial<SourceTable>,
    kind: SourceKind = 'xid',
    lo: string | null = null,
  ) => {
    const connection = { url: database.jdbcUrl, user: 'postgres', secret: 'x' };
    const tables = { [table]: { ...plainTable(kind, 'l.b.t'), ...over } };
    const source = { name: 's', kind, lag: 0, tables };
    const { systemIdentifier } = await sources.window(connection, { ...source, tables: {} }, null);
    const bookmark = {
      system_identifier: systemIdentifier,
      kind,
      tables: lo ? { [table]: lo } : {},
    };
    const window = await sources.window(connection, source, bookmark);
    assert.ok(window.tables[0]);
    return window.tables[0];
  };
  const problem = async (table: string, over: Partial<SourceTable> = {}) =>
    (await look(table, { mode: 'merge', ...over })).problem;

  it('are primary keys that hold for every row, in the order of the index', async () => {
    const keys = async (table: string) =>
      (await keyColumns(database.client, table, [])).map(({ name }) => name).join(' ');
    assert.equal(await keys('wholes'), 'b a');
    assert.equal(await keys('late'), 'id');
    assert.equal(await keys('included'), 'id');
    // Rows of a child may repeat those of its parent; a partition may still be without the key.
    assert.deepEqual([await keys('parent'), await keys('halves')], ['', '']);
    await database.client.query('alter table half add primary key (id)');
    await database.client.query('alter index halves_pkey attach partition half_pkey');
    assert.equal(await keys('halves'), 'id');
  });

  it('are never unique indexes, which let NULL or some rows repeat', async () => {
    assert.match((await problem('uniques')) ?? '', /^it has no primary key, by which its rows/);
    assert.equal(await problem('uniques', { key: ['code'] }), null);
    assert.match(
      (await problem('uniques', { key: ['code', 'lost'] })) ?? '',
      /^it has no column lost, which `key` of the table names/,
    );
    assert.equal(await problem('uniques', { mode: 'append' }), null);
  });

  it('are refused if the lake could not tell their values apart', async () => {
    for (const [number, [type, value, said]] of [
      ['citext', 'a', /^it can't be merged by its key k of type public.citext, because values/],
      ['word', 'a', /type text under a collation that is not deterministic, because/],
      ['numeric(40,2)', '1', /type numeric\(40,2\), because values that differ/],
      ['time[]', '{}', /type time without time zone\[\], because values that differ/],
      ['mood', 'ok', null],
      ['char(5)', 'a', null],
      ['numeric', '1.50', null],
      ['numeric', 'NaN', /it has NaN: name other columns under `key` of the table/],
      ['timestamptz', '-infinity', /it has -infinity/],
      ['date', '1582-10-14', /it has 1582-10-14/],
      ['date', '9999-12-31', null],
    ].entries() as ArrayIterator<[number, [string, string, RegExp | null]]>) {
      const table = `k${number}`;
      await database.client.query(`create table ${table} (k ${type}, ${XID})`);
      await database.client.query(`insert into ${table} (k) values ($1)`, [value]);
      const found = await problem(table, { key: ['k'] });
      if (said === null) assert.equal(found, null, type);
      else assert.match(found ?? '', said);
    }
  });

  it('are named by deleted keys of the same kind of type', async () => {
    await database.client.query(`create table fixed (k char(5) primary key, ${XID});
      create table gone_fixed (k text, ${XID}); create table gone_late (id bigint, ${XID});
      create table gone_keyless (${XID})`);
    assert.match(
      (await problem('fixed', { deletes: 'gone_fixed' })) ?? '',
      /deleted keys gone_fixed has k of type text, and the table has it of type character\(5\)/,
    );
    assert.equal(await problem('late', { deletes: 'gone_late' }), null);
    assert.match(
      (await problem('late', { deletes: 'gone_keyless' })) ?? '',
      /gone_keyless has no column id, which is of the key/,
    );
  });

  it('are ids up to the largest and the smallest of each type', async () => {
    for (const [type, least, most] of [
      ['smallint', '-32768', '32767'],
      ['integer', '-2147483648', '2147483647'],
      ['bigint', '-9223372036854775808', '9223372036854775807'],
    ] as const) {
      await database.client.query(`create table n_${type} (id ${type} primary key, ${XID});
        insert into n_${type} values (${least}), (${most})`);
      const { hi, rows, problem: none } = await look(`n_${type}`, { cursor: null }, 'id');
      assert.deepEqual([hi, rows, none], [String(BigInt(most) + 1n), 2, null], type);
      for (const [lo, left] of [
        [least, 2],
        [most, 1],
        [hi, 0],
      ] as const)
        assert.equal((await look(`n_${type}`, { cursor: null }, 'id', lo)).rows, left, type);
    }
  });
});
