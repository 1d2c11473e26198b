/** Possible meanings of a table's name, as in the job. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { names } from '../../../orchestrator/sources/names.ts';

const path = new URL('../vectors/names.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as { written: string; names: unknown }[];

describe('the vectors of names', () => {
  for (const { written, names: expected } of vectors)
    it(written, () => {
      assert.deepEqual(names(written), expected);
    });
});
