/** Types of key columns, as in the job. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { alike, keptApart, keyFault } from '../../../orchestrator/sources/keys.ts';

interface Vector {
  type: string;
  deterministic: boolean;
  why: string | null;
  only: string | null;
}

const path = new URL('../vectors/keys.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vector[];

describe('the vectors of keys', () => {
  for (const { type, deterministic, why, only } of vectors)
    it(`${type}${deterministic ? '' : ', not deterministic'}`, () => {
      assert.equal(keyFault(type, deterministic), why);
      if (why === null) assert.equal(keptApart(type, 'k'), only);
    });

  it('types of a deleted key match types of the same kind', () => {
    for (const [one, other, same] of [
      ['integer', 'bigint', true],
      ['text', 'character varying(9)', true],
      ['numeric(10,2)', 'numeric', true],
      ['character(5)', 'character(8)', false],
      ['character(5)', 'text', false],
      ['integer', 'text', false],
      ['date', 'date', true],
    ] as const)
      assert.equal(alike(one, other), same, `${one} and ${other}`);
  });
});
