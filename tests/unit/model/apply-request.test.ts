import assert from 'node:assert/strict';
import { applyRequest } from '../../../orchestrator/model/apply-request.ts';
import type { SourceBookmark } from '../../../orchestrator/model/result.ts';

const BEFORE: SourceBookmark = {
  system_identifier: '7',
  kind: 'xid',
  tables: { a: '10', b: '9007199254740993' },
};

function request(
  mode: 'rewind' | 'rebase',
  tables: Record<string, string>,
  before: SourceBookmark | undefined = BEFORE,
) {
  return applyRequest(before, { id: 'r2', source: 's', kind: 'xid', mode, tables });
}

function pending(mode: 'rewind' | 'rebase', tables: Record<string, string>): SourceBookmark {
  return { ...BEFORE, again: { id: 'r1', mode, tables } };
}

describe('a rewind', () => {
  it('moves bounds back, and never forward', () => {
    assert.deepEqual(request('rewind', { a: '9', b: '9007199254740994', c: '1' }), {
      bookmark: {
        ...BEFORE,
        tables: { ...BEFORE.tables, a: '9' },
        again: { id: 'r2', mode: 'rewind', tables: { a: '9' } },
      },
      refused: null,
    });
  });

  it('keeps the tables of an earlier rewind that no attempt has fulfilled', () => {
    const before = pending('rewind', { a: '10' });
    const outcome = request('rewind', { b: '5' }, before);
    assert.ok('bookmark' in outcome);
    assert.deepEqual(outcome.bookmark.again, {
      id: 'r2',
      mode: 'rewind',
      tables: { a: '10', b: '5' },
    });
  });

  for (const [why, tables, before, refusal] of [
    [
      'the bound is not below the bookmark',
      { a: '10' },
      BEFORE,
      /not been loaded beyond that bound/,
    ],
    ['a rebase is pending', { a: '1' }, pending('rebase', { a: '0' }), /has a pending rebase/],
    [
      'the bookmark is of another kind',
      { a: '1' },
      { ...BEFORE, kind: 'id' as const },
      /of kind id, not xid/,
    ],
  ] as const)
    it(`is refused if ${why}`, () => {
      assert.match(request('rewind', tables, before).refused ?? '', refusal);
    });

  it('is refused before the first load', () => {
    const outcome = applyRequest(undefined, {
      id: 'r',
      source: 's',
      kind: 'xid',
      mode: 'rewind',
      tables: { a: '1' },
    });
    assert.match(outcome.refused ?? '', /s has not been loaded yet/);
  });
});

describe('a rebase', () => {
  it('keeps the bounds, and includes the tables of a pending rewind', () => {
    assert.deepEqual(request('rebase', { b: '0' }, pending('rewind', { a: '4' })), {
      bookmark: { ...BEFORE, again: { id: 'r2', mode: 'rebase', tables: { a: '0', b: '0' } } },
      refused: null,
    });
  });

  it('is possible without a bookmark', () => {
    const outcome = applyRequest(undefined, {
      id: 'r',
      source: 's',
      kind: 'id',
      mode: 'rebase',
      tables: { a: '0' },
    });
    assert.ok('bookmark' in outcome);
    assert.deepEqual([outcome.bookmark.kind, outcome.bookmark.tables], ['id', {}]);
  });
});
