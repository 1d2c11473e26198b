import assert from 'node:assert/strict';
import { furthest } from '../../../orchestrator/model/furthest.ts';
import type { SourceBookmark } from '../../../orchestrator/model/result.ts';

const bookmark = (
  tables: Record<string, string>,
  over: Partial<SourceBookmark> = {},
): SourceBookmark => ({ system_identifier: '7312', kind: 'xid', tables, ...over });

const again = (mode: 'rewind' | 'rebase', tables: Record<string, string>, id = 'r1') => ({
  again: { id, mode, tables },
});
const echo = (id = 'r1') => ({ again: { id } });

describe('the bookmark that a commit writes', () => {
  it('is what the attempt proposes on a first load', () => {
    assert.deepEqual(furthest('s', undefined, bookmark({ a: '5' })), bookmark({ a: '5' }));
    assert.deepEqual(
      furthest('s', undefined, { ...bookmark({ a: '5' }), ...echo() }),
      bookmark({ a: '5' }),
    );
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

  it('refuses another database system or another kind, and names the way out', () => {
    const other = bookmark({}, { system_identifier: '99' });
    assert.throws(() => furthest('s', bookmark({}), other), {
      message: /7312.*99/,
      mend: /sparkwright bookmark rebase s$/,
    });
    assert.throws(() => furthest('s', bookmark({}), bookmark({}, { kind: 'id' })), /xid.*id/);
  });

  it('of a derived table is what it has read last, since ids of snapshots have no order', () => {
    const lake = { system_identifier: 'lake', kind: 'snapshot' as const };
    const next = furthest('l.s.o', bookmark({ a: '9', b: '8' }, lake), bookmark({ a: '3' }, lake));
    assert.deepEqual(next, bookmark({ a: '3', b: '8' }, lake));
  });
});

describe('a bookmark with a load to be done again', () => {
  const rewound = bookmark({ a: '5', b: '9' }, again('rewind', { a: '5' }));

  it('goes on from what the attempt proposes that has done it', () => {
    const proposed = { ...bookmark({ a: '12', b: '12' }), ...echo() };
    assert.deepEqual(furthest('s', rewound, proposed), bookmark({ a: '12', b: '12' }));
  });

  it('takes that proposal once: the second time it changes nothing', () => {
    const proposed = { ...bookmark({ a: '12', b: '12' }), ...echo() };
    const once = furthest('s', rewound, proposed);
    const later = furthest('s', once, bookmark({ a: '20', b: '20' }));
    assert.deepEqual(furthest('s', later, proposed), later);
  });

  it('does not move its tables by an attempt that began before, and moves the others', () => {
    const next = furthest('s', rewound, bookmark({ a: '10', b: '10' }));
    assert.deepEqual(next, bookmark({ a: '5', b: '10' }, again('rewind', { a: '5' })));
  });

  it('does not take the answer to an earlier request for one to this', () => {
    const proposed = { ...bookmark({ a: '10', b: '10' }), ...echo('r0') };
    const next = furthest('s', rewound, proposed);
    assert.deepEqual(next, bookmark({ a: '5', b: '10' }, again('rewind', { a: '5' })));
  });

  it('waits for each of its tables, whichever attempt loads it', () => {
    const both = bookmark({ a: '5', b: '5' }, again('rewind', { a: '5', b: '5' }));
    const first = furthest('s', both, { ...bookmark({ a: '12' }), ...echo() });
    assert.deepEqual(first, bookmark({ a: '12', b: '5' }, again('rewind', { b: '5' })));
    const named = { ...bookmark({ a: '12', b: '5' }), again: { id: 'r1', tables: { a: '5' } } };
    assert.deepEqual(furthest('s', both, named), first);
    const second = furthest('s', first, { ...bookmark({ b: '13' }), ...echo() });
    assert.deepEqual(second, bookmark({ a: '12', b: '13' }));
  });

  it('of a rewind is still of its server', () => {
    const other = { ...bookmark({ a: '12' }, { system_identifier: '99' }), ...echo() };
    assert.throws(() => furthest('s', rewound, other), /7312.*99/);
  });

  it('of a rebase becomes of the new server and by its bounds, even lower ones', () => {
    const before = bookmark({ a: '900', b: '900' }, again('rebase', { a: '0', b: '0' }));
    const server = { system_identifier: '99', kind: 'id' as const };
    const first = furthest('s', before, { ...bookmark({ a: '12' }, server), ...echo() });
    // The bound of b is of the old server, and is not read while b is to be compared.
    assert.deepEqual(
      first,
      bookmark({ a: '12', b: '900' }, { ...server, ...again('rebase', { b: '0' }) }),
    );
    const second = furthest('s', first, { ...bookmark({ b: '7' }, server), ...echo() });
    assert.deepEqual(second, bookmark({ a: '12', b: '7' }, server));
  });

  it('of a rebase forgets bounds of the old server that nobody asked about', () => {
    const before = bookmark({ a: '900', old: '900' }, again('rebase', { a: '0' }));
    const server = { system_identifier: '99' };
    const next = furthest('s', before, { ...bookmark({ a: '12' }, server), ...echo() });
    assert.deepEqual(next, bookmark({ a: '12' }, server));
  });

  it('of a rebase is not moved by an attempt that loaded before', () => {
    const before = bookmark({ a: '900' }, again('rebase', { a: '0' }));
    assert.deepEqual(furthest('s', before, bookmark({ a: '950' })), before);
  });
});
