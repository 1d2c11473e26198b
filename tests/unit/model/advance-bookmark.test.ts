import assert from 'node:assert/strict';
import { advanceBookmark } from '../../../orchestrator/model/advance-bookmark.ts';
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
  it('is the proposed one on a first load', () => {
    assert.deepEqual(advanceBookmark('s', undefined, bookmark({ a: '5' })), bookmark({ a: '5' }));
    assert.deepEqual(
      advanceBookmark('s', undefined, { ...bookmark({ a: '5' }), ...echo() }),
      bookmark({ a: '5' }),
    );
  });

  it('never moves back, and keeps tables that the attempt did not load', () => {
    const before = bookmark({ a: '9', c: '4' });
    assert.deepEqual(advanceBookmark('s', before, bookmark({ a: '7', b: '3' })).tables, {
      a: '9',
      b: '3',
      c: '4',
    });
  });

  it('has bounds that compare as 64-bit integers, not as text or doubles', () => {
    const next = advanceBookmark(
      's',
      bookmark({ a: '9007199254740993' }),
      bookmark({ a: '9007199254740994' }),
    );
    assert.equal(next.tables.a, '9007199254740994');
    assert.equal(advanceBookmark('s', bookmark({ a: '10' }), bookmark({ a: '9' })).tables.a, '10');
  });

  it('is refused for another database system or kind, with the command to rebase as a hint', () => {
    const other = bookmark({}, { system_identifier: '99' });
    assert.throws(() => advanceBookmark('s', bookmark({}), other), {
      message: /7312.*99/,
      hint: /sparkwright bookmark rebase s$/,
    });
    assert.throws(
      () => advanceBookmark('s', bookmark({}), bookmark({}, { kind: 'id' })),
      /xid.*id/,
    );
  });

  it('of a derived table has the snapshots of the last load, because snapshot ids have no order', () => {
    const lake = { system_identifier: 'lake', kind: 'snapshot' as const };
    const next = advanceBookmark(
      'l.s.o',
      bookmark({ a: '9', b: '8' }, lake),
      bookmark({ a: '3' }, lake),
    );
    assert.deepEqual(next, bookmark({ a: '3', b: '8' }, lake));
  });
});

describe('a bookmark with a pending request', () => {
  const rewound = bookmark({ a: '5', b: '9' }, again('rewind', { a: '5' }));

  it('takes the bounds of the attempt that fulfils the request', () => {
    const proposed = { ...bookmark({ a: '12', b: '12' }), ...echo() };
    assert.deepEqual(advanceBookmark('s', rewound, proposed), bookmark({ a: '12', b: '12' }));
  });

  it('does not change if the same proposal is committed twice', () => {
    const proposed = { ...bookmark({ a: '12', b: '12' }), ...echo() };
    const once = advanceBookmark('s', rewound, proposed);
    const later = advanceBookmark('s', once, bookmark({ a: '20', b: '20' }));
    assert.deepEqual(advanceBookmark('s', later, proposed), later);
  });

  it('keeps the requested tables in place when an earlier attempt commits, and moves the others', () => {
    const next = advanceBookmark('s', rewound, bookmark({ a: '10', b: '10' }));
    assert.deepEqual(next, bookmark({ a: '5', b: '10' }, again('rewind', { a: '5' })));
  });

  it('ignores an attempt that fulfils an earlier request', () => {
    const proposed = { ...bookmark({ a: '10', b: '10' }), ...echo('r0') };
    const next = advanceBookmark('s', rewound, proposed);
    assert.deepEqual(next, bookmark({ a: '5', b: '10' }, again('rewind', { a: '5' })));
  });

  it('keeps the request until attempts have loaded each of its tables', () => {
    const both = bookmark({ a: '5', b: '5' }, again('rewind', { a: '5', b: '5' }));
    const first = advanceBookmark('s', both, { ...bookmark({ a: '12' }), ...echo() });
    assert.deepEqual(first, bookmark({ a: '12', b: '5' }, again('rewind', { b: '5' })));
    const named = { ...bookmark({ a: '12', b: '5' }), again: { id: 'r1', tables: { a: '5' } } };
    assert.deepEqual(advanceBookmark('s', both, named), first);
    const second = advanceBookmark('s', first, { ...bookmark({ b: '13' }), ...echo() });
    assert.deepEqual(second, bookmark({ a: '12', b: '13' }));
  });

  it('refuses another server during a rewind', () => {
    const other = { ...bookmark({ a: '12' }, { system_identifier: '99' }), ...echo() };
    assert.throws(() => advanceBookmark('s', rewound, other), /7312.*99/);
  });

  it('moves to the new server during a rebase, even to lower bounds', () => {
    const before = bookmark({ a: '900', b: '900' }, again('rebase', { a: '0', b: '0' }));
    const server = { system_identifier: '99', kind: 'id' as const };
    const first = advanceBookmark('s', before, { ...bookmark({ a: '12' }, server), ...echo() });
    // The bound of b is from the old server; nothing reads it while the rebase of b is pending.
    assert.deepEqual(
      first,
      bookmark({ a: '12', b: '900' }, { ...server, ...again('rebase', { b: '0' }) }),
    );
    const second = advanceBookmark('s', first, { ...bookmark({ b: '7' }, server), ...echo() });
    assert.deepEqual(second, bookmark({ a: '12', b: '7' }, server));
  });

  it('drops bounds of the old server for tables outside the rebase', () => {
    const before = bookmark({ a: '900', old: '900' }, again('rebase', { a: '0' }));
    const server = { system_identifier: '99' };
    const next = advanceBookmark('s', before, { ...bookmark({ a: '12' }, server), ...echo() });
    assert.deepEqual(next, bookmark({ a: '12' }, server));
  });

  it('does not move when an attempt commits that loaded before the rebase', () => {
    const before = bookmark({ a: '900' }, again('rebase', { a: '0' }));
    assert.deepEqual(advanceBookmark('s', before, bookmark({ a: '950' })), before);
  });
});
