/** The rows between two bounds, as in the job. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { SourceKind } from '../../../orchestrator/model/source.ts';
import { between, cursorFault } from '../../../orchestrator/sources/cursor.ts';

interface Accepted {
  kind: SourceKind;
  type: string;
  stamped: boolean;
  lag: number;
  lo: string | null;
  hi: string;
  sql: string;
}

/** A type that can't be a cursor of its kind has no SQL. */
type Vector = Accepted | { kind: SourceKind; type: string; sql: null };

const path = new URL('../vectors/cursors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vector[];
const accepted = vectors.filter((vector) => vector.sql !== null);

describe('the vectors of cursors', () => {
  for (const { type, stamped, sql, ...read } of accepted)
    it(sql, () => {
      assert.equal(between({ column: 'c', type, stamped }, read), sql);
    });

  for (const { kind, type, sql } of vectors)
    it(`${type} is ${sql === null ? 'no' : 'a'} cursor of kind ${kind}`, () => {
      const fault = cursorFault(kind, { cursor: 'c' }, { type });
      if (sql === null) assert.match(fault ?? '', new RegExp(`kind ${kind} needs`));
      else assert.equal(fault, null);
    });
});
