import assert from 'node:assert/strict';
import { furthest } from '../../../orchestrator/engine/advance.ts';

const bookmark = (tables: Record<string, string>, system = '7312') => ({
  system_identifier: system,
  kind: 'xid' as const,
  tables,
});

describe('the bookmark that a commit writes', () => {
  it('is what the attempt proposes on a first load', () => {
    assert.deepEqual(furthest('s', undefined, bookmark({ a: '5' })), bookmark({ a: '5' }));
  });

  it('never goes back, and keeps tables that the attempt did not load', () => {
    const before = bookmark({ a: '9', c: '4' });
    assert.deepEqual(furthest('s', before, bookmark({ a: '7', b: '3' })).tables, {
      a: '9',
      b: '3',
      c: '4',
    });
  });

  it('compares bounds as numbers of 64 bits, not as text and not as doubles', () => {
    const next = furthest(
      's',
      bookmark({ a: '9007199254740993' }),
      bookmark({ a: '9007199254740994' }),
    );
    assert.equal(next.tables.a, '9007199254740994');
    assert.equal(furthest('s', bookmark({ a: '10' }), bookmark({ a: '9' })).tables.a, '10');
  });

  it('refuses another database system', () => {
    assert.throws(() => furthest('s', bookmark({}), bookmark({}, '99')), /7312.*99/);
  });
});
