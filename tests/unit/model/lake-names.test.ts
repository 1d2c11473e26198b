/** Names of lake tables; jobs are tested with the same vectors. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  TABLE_NAME,
  tableParts,
  tableText,
  unfitName,
} from '../../../orchestrator/model/lake-names.ts';

interface Vector {
  written: string;
  parts: string[] | null;
  text?: string;
  unfit?: string;
}

const path = new URL('../vectors/lake-names.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vector[];

describe('the name of a lake table', () => {
  for (const { written, parts, text, unfit } of vectors)
    it(`is split and joined like the vector ${JSON.stringify(written)}`, () => {
      assert.equal(TABLE_NAME.test(written), parts !== null || unfit !== undefined);
      if (unfit !== undefined) assert.equal(unfitName(tableParts(written)), unfit);
      if (parts === null || text === undefined) return;
      assert.deepEqual(tableParts(written), parts);
      assert.equal(unfitName(parts), null);
      assert.equal(tableText(parts), text);
      assert.deepEqual(tableParts(text), parts);
    });

  it('has a limit in bytes for each folder', () => {
    assert.equal(unfitName(['lake', 'gold', `${'ä'.repeat(127)}x`]), null);
    assert.match(String(unfitName(['lake', 'gold', 'ä'.repeat(128)])), /256 bytes/);
    assert.match(String(unfitName(['lake', '\0', 't'])), /character 0/);
  });
});
