import assert from 'node:assert/strict';
import type { Source } from '../../../orchestrator/model/source.ts';
import { storedSource } from '../../../orchestrator/model/source.ts';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';

function read(source: string): Source {
  const text = `pipeline: shop\nsources: { shop: ${source} }\nstages: { load: { job: load.py, sources: [shop] } }\n`;
  const found = parsePipeline(text, 'shop.yaml').sources.shop;
  assert.ok(found);
  return found;
}

const PLAIN = {
  ...{ target: 'lake.bronze.orders', cursor: 'xid', key: [], mode: 'append' },
  ...{ time: null, deletes: null, partitions: null, split: null, fetch_size: null },
  drift: { removed: 'stop', retyped: 'stop' },
};

describe('a source', () => {
  it('is declared by a line a table, with every default filled in', () => {
    const short = read('{ kind: xid, tables: { orders: lake.bronze.orders } }');
    assert.deepEqual(short, { kind: 'xid', lag: 0, tables: { orders: PLAIN } });
    assert.deepEqual(
      read('{ kind: xid, tables: { orders: { target: lake.bronze.orders } } }'),
      short,
    );
  });

  it('says of a table what differs', () => {
    const { kind, lag, tables } = read(`{ kind: timestamp, lag: 1m, tables: { orders: {
      target: lake.bronze.orders, cursor: updated_at, key: [id, branch], time: ordered_at, deletes: gone,
      partitions: 4, split: modulus, fetch_size: 20, drift: { removed: allow } } } }`);
    assert.deepEqual([kind, lag], ['timestamp', 60]);
    assert.deepEqual(tables.orders, {
      ...{ target: 'lake.bronze.orders', cursor: 'updated_at', key: ['id', 'branch'] },
      ...{ mode: 'merge', time: 'ordered_at', deletes: 'gone', partitions: 4 },
      ...{ split: 'modulus', fetch_size: 20 },
      drift: { removed: 'allow', retyped: 'stop' },
    });
  });

  it('of kind timestamp lags behind by ten minutes, of kind id goes by the primary key', () => {
    const timestamp = read('{ kind: timestamp, tables: { o: { target: l.b.o, cursor: t } } }');
    assert.deepEqual([timestamp.lag, timestamp.tables.o?.mode], [600, 'merge']);
    const id = read('{ kind: id, tables: { o: l.b.o } }');
    assert.deepEqual([id.lag, id.tables.o?.cursor, id.tables.o?.mode], [0, null, 'append']);
  });

  it('takes the columns of event time beside its tables, too', () => {
    const { tables } = read('{ kind: xid, tables: { o: l.b.o }, time: { o: created_at } }');
    assert.equal(tables.o?.time, 'created_at');
  });

  const table = (fields: string, kind = 'xid') =>
    `{ kind: ${kind}, tables: { o: { target: l.b.o, ${fields} } } }`;
  for (const [source, fault] of [
    ['{ kind: date, tables: {} }', /sources\.shop\.kind: .*xid/],
    ['{ kind: xid, tables: { o: 7 } }', /sources\.shop\.tables\.o: this must be/],
    ['{ kind: xid, tables: { o: bronze.o } }', /sources\.shop\.tables\.o: write catalog/],
    [table('cursr: x'), /tables\.o\.cursr: there is no such field/],
    [table('mode: merge', 'timestamp'), /tables\.o\.cursor: kind timestamp needs it/],
    [table('cursor: t, mode: append', 'timestamp'), /tables\.o\.mode: .*leave mode out/],
    ['{ kind: id, lag: 5m, tables: {} }', /sources\.shop\.lag: only kind timestamp/],
    ['{ kind: timestamp, lag: 0, tables: {} }', /sources\.shop\.lag: give more than 0s/],
    [table('partitions: 0'), /tables\.o\.partitions/],
    [table('fetch_size: 0'), /tables\.o\.fetch_size/],
    [table('split: hash'), /tables\.o\.split/],
    [table('key: []'), /tables\.o\.key: name at least one column/],
    [table('key: [id, id]'), /tables\.o\.key: names a column twice/],
    [table('deletes: o'), /tables\.o\.deletes: is the table itself/],
    ['{ kind: xid, tables: {}, time: { o: t } }', /shop\.time\.o: there is no table o/],
    [
      '{ kind: xid, tables: { o: { target: l.b.o, time: a } }, time: { o: b } }',
      /shop\.time\.o: tables\.o says a/,
    ],
  ] as const)
    it(`refuses ${source}`, () => {
      assert.throws(() => read(source), fault);
    });
});

describe('a source that an earlier version stored', () => {
  it('is read as it is declared now', () => {
    const earlier = {
      ...{
        kind: 'xid' as const,
        tables: { orders: 'lake.bronze.orders', gone: 'lake.bronze.gone' },
      },
      time: { orders: 'created_at' },
    };
    assert.deepEqual(storedSource(earlier), {
      ...{ kind: 'xid', lag: 0 },
      tables: {
        orders: { ...PLAIN, time: 'created_at' },
        gone: { ...PLAIN, target: 'lake.bronze.gone' },
      },
    });
  });

  it('of now is left as it is', () => {
    const source = read('{ kind: timestamp, tables: { o: { target: l.b.o, cursor: t } } }');
    assert.deepEqual(storedSource(source), source);
  });
});
