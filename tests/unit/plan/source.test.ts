import assert from 'node:assert/strict';
import type { Source } from '../../../orchestrator/model/source.ts';
import { storedSource } from '../../../orchestrator/model/source.ts';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';

function read(source: string): Source {
  const text = `pipeline: shop\nsources: { shop: ${source} }\nstages: { load: { job: load.py, sources: [shop] } }\n`;
  const { shop } = parsePipeline(text, 'shop.yaml').sources;
  assert.ok(shop);
  return shop;
}

const PLAIN = {
  target: 'lake.bronze.orders',
  cursor: 'xid',
  key: [],
  mode: 'append',
  time: null,
  deletes: null,
  partitions: null,
  split: null,
  fetch_size: null,
  columns: [],
  exclude: [],
  drift: { removed: 'stop', retyped: 'stop' },
};

describe('a source', () => {
  it('may have one line per table, with defaults for the other fields', () => {
    const short = read('{ kind: xid, tables: { orders: lake.bronze.orders } }');
    assert.deepEqual(short, { kind: 'xid', lag: 0, tables: { orders: PLAIN } });
    assert.deepEqual(
      read('{ kind: xid, tables: { orders: { target: lake.bronze.orders } } }'),
      short,
    );
  });

  it('may quote a table of the lake like SQL, and each table gets one name', () => {
    const target = (written: string) =>
      read(`{ kind: xid, tables: { o: ${JSON.stringify(written)} } }`).tables.o?.target;
    assert.equal(target('lake.`bronze`.2026_orders'), 'lake.bronze.`2026_orders`');
    assert.equal(target('lake.`a.b`.`it``s`'), 'lake.`a.b`.`it``s`');
  });

  it('may set every field of a table', () => {
    const { kind, lag, tables } = read(`{ kind: timestamp, lag: 1m, tables: { orders: {
      target: lake.bronze.orders, cursor: updated_at, key: [id, branch], time: ordered_at, deletes: gone,
      partitions: 4, split: modulus, fetch_size: 20, exclude: [ssn], drift: { removed: allow } } } }`);
    assert.deepEqual([kind, lag], ['timestamp', 60]);
    assert.deepEqual(tables.orders, {
      target: 'lake.bronze.orders',
      cursor: 'updated_at',
      key: ['id', 'branch'],
      mode: 'merge',
      time: 'ordered_at',
      deletes: 'gone',
      partitions: 4,
      split: 'modulus',
      fetch_size: 20,
      columns: [],
      exclude: ['ssn'],
      drift: { removed: 'allow', retyped: 'stop' },
    });
  });

  it('has a lag of ten minutes for kind timestamp, and the primary key as the cursor for kind id', () => {
    const timestamp = read('{ kind: timestamp, tables: { o: { target: l.b.o, cursor: t } } }');
    assert.deepEqual([timestamp.lag, timestamp.tables.o?.mode], [600, 'merge']);
    const id = read('{ kind: id, tables: { o: l.b.o } }');
    assert.deepEqual([id.lag, id.tables.o?.cursor, id.tables.o?.mode], [0, null, 'append']);
  });

  it('may name columns of event time beside its tables', () => {
    const { tables } = read('{ kind: xid, tables: { o: l.b.o }, time: { o: created_at } }');
    assert.equal(tables.o?.time, 'created_at');
  });

  const table = (fields: string, kind = 'xid') =>
    `{ kind: ${kind}, tables: { o: { target: l.b.o, ${fields} } } }`;
  for (const [source, fault] of [
    ['{ kind: date, tables: {} }', /sources\.shop\.kind: .*xid/],
    ['{ kind: xid, tables: { o: 7 } }', /sources\.shop\.tables\.o: this must be/],
    ['{ kind: xid, tables: { o: bronze.o } }', /sources\.shop\.tables\.o: write catalog/],
    ['{ kind: xid, tables: { o: lake.gold.daily-report } }', /tables\.o: write .* backticks/],
    ['{ kind: xid, tables: { o: "lake.gold.`a/b`" } }', /tables\.o: .*can't be a table.* a slash/],
    ['{ kind: xid, tables: { o: { target: "lake.`1:2`.o" } } }', /o\.target: .* have a colon/],
    [table('cursr: x'), /tables\.o\.cursr: there is no such field/],
    [table('mode: merge', 'timestamp'), /tables\.o\.cursor: kind timestamp needs it/],
    [table('cursor: t, mode: append', 'timestamp'), /tables\.o\.mode: .*leave out mode/],
    ['{ kind: id, lag: 5m, tables: {} }', /sources\.shop\.lag: only kind timestamp has a lag/],
    ['{ kind: timestamp, lag: 0, tables: {} }', /sources\.shop\.lag: give more than 0s/],
    [table('partitions: 0'), /tables\.o\.partitions/],
    [table('fetch_size: 0'), /tables\.o\.fetch_size/],
    [table('split: hash'), /tables\.o\.split/],
    [table('key: []'), /tables\.o\.key: name at least one column/],
    [table('key: [id, id]'), /tables\.o\.key: names a column twice/],
    [table('columns: [a, xid], exclude: [b]'), /o\.exclude: give columns or exclude, not both/],
    [table('columns: []'), /tables\.o\.columns: name at least one column/],
    [table('exclude: []'), /tables\.o\.exclude: name at least one column/],
    [table('exclude: [a, a]'), /tables\.o\.exclude: names a column twice/],
    [table('exclude: [xid]'), /o\.exclude: xid is the cursor of the table; remove it/],
    [table('exclude: [t], cursor: t'), /o\.exclude: t is the cursor/],
    [table('exclude: [id], key: [id]'), /o\.exclude: id is the key of the table; remove it/],
    [table('exclude: [at], time: at'), /o\.exclude: at is the time of the table/],
    [table('columns: [a]'), /o\.columns: leaves out xid, the cursor of the table; add it/],
    [table('columns: [a, xid], key: [b]'), /o\.columns: leaves out b, the key of the table/],
    [
      '{ kind: xid, tables: { o: { target: l.b.o, exclude: [at] } }, time: { o: at } }',
      /tables\.o\.exclude: at is the time/,
    ],
    [table('deletes: o'), /tables\.o\.deletes: is the table itself/],
    ['{ kind: xid, tables: {}, time: { o: t } }', /shop\.time\.o: there is no table o/],
    [
      '{ kind: xid, tables: { o: { target: l.b.o, time: a } }, time: { o: b } }',
      /shop\.time\.o: tables\.o\.time is a/,
    ],
  ] as const)
    it(`is refused: ${source}`, () => {
      assert.throws(() => read(source), fault);
    });
});

describe('a stored source', () => {
  it('is upgraded to the fields of today', () => {
    const earlier = {
      kind: 'xid' as const,
      tables: { orders: 'lake.bronze.orders', gone: 'lake.bronze.gone' },
      time: { orders: 'created_at' },
    };
    assert.deepEqual(storedSource(earlier), {
      kind: 'xid',
      lag: 0,
      tables: {
        orders: { ...PLAIN, time: 'created_at' },
        gone: { ...PLAIN, target: 'lake.bronze.gone' },
      },
    });
  });

  it('loads all columns if it is from before columns and exclude', () => {
    const { columns, exclude, ...table } = PLAIN;
    const earlier = { kind: 'xid' as const, lag: 0, tables: { orders: table } };
    assert.deepEqual(storedSource(earlier as never).tables.orders, { ...table, columns, exclude });
  });

  it('stays unchanged if it is from this version', () => {
    const source = read('{ kind: timestamp, tables: { o: { target: l.b.o, cursor: t } } }');
    assert.deepEqual(storedSource(source), source);
  });
});
