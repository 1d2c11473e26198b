import assert from 'node:assert/strict';
import { askedAgain } from '../../../orchestrator/model/asked-again.ts';
import type { SourceBookmark } from '../../../orchestrator/model/result.ts';

const BEFORE: SourceBookmark = {
  ...{ system_identifier: '7', kind: 'xid' },
  tables: { a: '10', b: '9007199254740993' },
};

function asked(
  mode: 'rewind' | 'rebase',
  tables: Record<string, string>,
  before: SourceBookmark | undefined = BEFORE,
) {
  return askedAgain(before, { id: 'r2', source: 's', kind: 'xid', mode, tables });
}

function pending(mode: 'rewind' | 'rebase', tables: Record<string, string>): SourceBookmark {
  return { ...BEFORE, again: { id: 'r1', mode, tables } };
}

describe('a rewind', () => {
  it('takes the bookmark back to the bound, and only ever back', () => {
    assert.deepEqual(asked('rewind', { a: '9', b: '9007199254740994', c: '1' }), {
      bookmark: {
        ...BEFORE,
        tables: { ...BEFORE.tables, a: '9' },
        again: { id: 'r2', mode: 'rewind', tables: { a: '9' } },
      },
      refused: null,
    });
  });

  it('goes on asking for what was asked before and not met', () => {
    const before = pending('rewind', { a: '10' });
    const found = asked('rewind', { b: '5' }, before);
    assert.ok('bookmark' in found);
    assert.deepEqual(found.bookmark.again, {
      id: 'r2',
      mode: 'rewind',
      tables: { a: '10', b: '5' },
    });
  });

  for (const [why, tables, before, said] of [
    ['is not behind', { a: '10' }, BEFORE, /loaded no further than that/],
    ['is in a rebase already', { a: '1' }, pending('rebase', { a: '0' }), /that is enough/],
    ['is of another kind', { a: '1' }, { ...BEFORE, kind: 'id' as const }, /of kind id, not xid/],
  ] as const)
    it(`is refused where it ${why}`, () => {
      assert.match(asked('rewind', tables, before).refused ?? '', said);
    });

  it('is refused where nothing is loaded', () => {
    const found = askedAgain(undefined, {
      ...{ id: 'r', source: 's', kind: 'xid', mode: 'rewind', tables: { a: '1' } },
    });
    assert.match(found.refused ?? '', /nothing of s is loaded/);
  });
});

describe('a rebase', () => {
  it('leaves the bounds as they are, and takes a rewind that waits with it', () => {
    assert.deepEqual(asked('rebase', { b: '0' }, pending('rewind', { a: '4' })), {
      bookmark: { ...BEFORE, again: { id: 'r2', mode: 'rebase', tables: { a: '0', b: '0' } } },
      refused: null,
    });
  });

  it('is the way out where the bookmark is lost, too', () => {
    const found = askedAgain(undefined, {
      ...{ id: 'r', source: 's', kind: 'id', mode: 'rebase', tables: { a: '0' } },
    });
    assert.ok('bookmark' in found);
    assert.deepEqual([found.bookmark.kind, found.bookmark.tables], ['id', {}]);
  });
});
