/** The rows between two bounds, as the job reads them too. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { SourceKind } from '../../../orchestrator/model/source.ts';
import { between } from '../../../orchestrator/sources/cursor.ts';

interface Vector {
  kind: SourceKind;
  type: string;
  lag: number;
  lo: string | null;
  hi: string;
  sql: string;
}

const path = new URL('../vectors/cursors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vector[];

describe('the vectors of cursors', () => {
  for (const { type, sql, ...read } of vectors)
    it(sql, () => {
      assert.equal(between({ column: 'c', type }, read), sql);
    });
});
