/** Where a load begins, and when it is refused, as the job decides it too. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { SourceKind } from '../../../orchestrator/model/source.ts';
import { refusal } from '../../../orchestrator/sources/refusal.ts';

interface Vector {
  title: string;
  bookmark: { kind: SourceKind; system_identifier: string; bound: string };
  source: { kind: SourceKind; system_identifier: string; hi: string };
  begins: string | null;
  refused: 'gone back' | 'server' | 'kind' | null;
}

const SAYS = {
  'gone back': /the server only at \d+, as after a restore/,
  server: /of server 9999, this is 7312/,
  kind: /the bookmark is of kind \w+, the source of kind/,
};

const path = new URL('../vectors/bounds.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vector[];

describe('the vectors of bounds', () => {
  for (const { title, bookmark, source, begins, refused } of vectors)
    it(title, () => {
      const { bound, ...read } = bookmark;
      const why = refusal(
        { name: 's', kind: source.kind, lag: 0, tables: {} },
        { ...read, tables: { t: bound } },
        { systemIdentifier: source.system_identifier },
        bound,
        source.hi,
      );
      if (refused !== null) assert.match(why ?? '', SAYS[refused]);
      else assert.deepEqual([why, begins], [null, bound]);
    });
});
