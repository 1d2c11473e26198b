/** Columns that the user of a source may not read, and the fixes that the refusal names. */
import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { NamedSource } from '../../orchestrator/ports/source-windows.ts';
import { plainTable, type SourceTable } from '../../orchestrator/model/source.ts';
import { openSources } from '../../orchestrator/sources/sources.ts';
import { createRole } from '../support/database.ts';
import { sourceDatabase } from '../support/source-database.ts';

const XID = 'xid xid8 not null default pg_current_xact_id()';
const SCHEMA = `
grant execute on function pg_control_system() to "the reader";
create schema shop;
grant usage on schema shop to "the reader";
create table shop.people (id bigint primary key, name text, ssn text, ${XID});
insert into shop.people values (1, 'Ada', '123'), (2, 'Bob', '456');
grant select (id, name, xid) on shop.people to "the reader";
`;

describe('the columns of a source', function () {
  this.timeout(120_000);
  before(() => createRole('the reader', 'readers own'));
  const database = sourceDatabase(SCHEMA);
  const sources = openSources(() => Promise.resolve('readers own'));

  const look = async (
    table: string,
    over: Partial<SourceTable> = {},
    kind: NamedSource['kind'] = 'xid',
  ) => {
    const connection = { url: database.jdbcUrl, user: 'the reader', secret: 'x' };
    const tables = { [table]: { ...plainTable(kind, 'l.b.o'), ...over } };
    const [found] = (await sources.window(connection, { name: 'shop', kind, lag: 0, tables }, null))
      .tables;
    assert.ok(found);
    return found;
  };

  const grants = (problem: string | null) =>
    [...(problem ?? '').matchAll(/`(GRANT [^`]*)`/g)].map(([, grant]) => grant ?? '');
  const line = (problem: string | null) =>
    parse(/by `([^`]*)` of table/.exec(problem ?? '')?.[1] ?? '') as Partial<SourceTable>;
  const made = async (name: string, columns: string, granted: string) => {
    await database.client.query(`create table shop.${name} (${columns});
      grant select (${granted}) on shop.${name} to "the reader"`);
    return `shop.${name}`;
  };

  it('hidden columns are refused, and both fixes of the refusal work', async () => {
    const { problem, rows } = await look('shop.people');
    assert.match(problem ?? '', /^"the reader" may not read ssn, xmin of shop\.people/);
    assert.equal(rows, null);
    const [whole, rest] = grants(problem);
    await database.client.query(rest ?? '');
    const without = await look('shop.people', line(problem));
    assert.deepEqual([without.problem, without.rows], [null, 2]);
    await database.client.query(whole ?? '');
    assert.equal((await look('shop.people')).problem, null);
  });

  it('xmin is needed by kind xid alone, and not of a view', async () => {
    const plain = await made(
      'plain',
      `id int primary key, at timestamptz, s text, ${XID}`,
      'id, at',
    );
    const excluded = { exclude: ['s', 'xid'] };
    assert.equal((await look(plain, excluded, 'id')).problem, null);
    assert.equal((await look(plain, { ...excluded, cursor: 'at' }, 'timestamp')).problem, null);
    await database.client.query(`create view shop.seen as select id, s, xid from shop.plain;
      grant select (id, xid) on shop.seen to "the reader"`);
    assert.match((await look('shop.seen')).problem ?? '', /may not read s of shop\.seen: run/);
    assert.equal((await look('shop.seen', { exclude: ['s'] })).problem, null);
  });

  it('generated columns count, dropped ones do not, and a later column is named', async () => {
    const table = await made(
      'changing',
      `id int primary key, a int, old text, twice int generated always as (a * 2) stored,
       thrice int generated always as (a * 3) virtual, ${XID}`,
      'id, twice, thrice, xid, xmin',
    );
    await database.client.query('alter table shop.changing drop column old');
    assert.match((await look(table)).problem ?? '', /may not read a of shop\.changing: run/);
    const { problem } = await look(table, { exclude: ['old', 'a'] });
    assert.match(problem ?? '', /has no column old, which `exclude`/);
    assert.equal((await look(table, { exclude: ['a'] })).rows, 0);
    await database.client.query('alter table shop.changing add column phone text');
    const later = (await look(table, { exclude: ['a'] })).problem;
    assert.match(later ?? '', /may not read phone of .* by `exclude: \[a, phone\]`/);
    assert.equal((await look(table, { columns: ['id', 'twice', 'thrice', 'xid'] })).rows, 0);
  });

  it('a part of the primary key cannot be excluded; a misspelt column is named', async () => {
    const table = await made(
      'parts',
      `a int, b int, "Name" text, ${XID}, primary key (a, b)`,
      'a, b, "Name", xid, xmin',
    );
    const exclude = async (...names: string[]) => (await look(table, { exclude: names })).problem;
    assert.match((await exclude('b')) ?? '', /can't be loaded without b \(key\)/);
    assert.match((await exclude('name')) ?? '', /no column name \(is it Name\?\)/);
    assert.equal((await look(table, { exclude: ['b'], key: ['a'] })).problem, null);
  });

  it('of a partitioned table, only the rights on the parent count', async () => {
    await database.client
      .query(`create table shop.parted (id int primary key, s text, ${XID}) partition by range (id);
      create table shop.part partition of shop.parted for values from (0) to (10);
      insert into shop.parted values (1, 'x'); grant select (id, xid) on shop.parted to "the reader"`);
    const { problem } = await look('shop.parted');
    assert.match(problem ?? '', /may not read s, xmin/);
    await database.client.query(grants(problem)[1] ?? '');
    assert.equal((await look('shop.parted', line(problem))).rows, 1);
  });

  it('a table of deleted keys needs the right to its key and cursor', async () => {
    await made('gone', `id bigint, why text, ${XID}`, 'why');
    await database.client.query('grant select on shop.people to "the reader"');
    const { problem } = await look('shop.people', { mode: 'merge', deletes: 'shop.gone' });
    assert.match(problem ?? '', /deleted keys shop\.gone can't be read: .* id, xid, xmin of/);
    await database.client.query(grants(problem)[0] ?? '');
    const found = await look('shop.people', { mode: 'merge', deletes: 'shop.gone' });
    assert.deepEqual([found.problem, found.deletes], [null, 0]);
  });
});
