/** Loaded and refused columns, with the same reasons as in the job. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { chosen, columnsFault, type Readable } from '../../../orchestrator/sources/columns.ts';

interface Vector {
  table: string;
  columns: string[];
  exclude: string[];
  needed: Record<string, string>;
  xmin: boolean;
  shape: Readable;
  chosen?: string[];
  fault?: string;
}

const path = new URL('../vectors/columns.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vector[];

describe('the vectors of columns', () => {
  for (const { table, columns, exclude, needed, xmin, shape, ...expected } of vectors)
    it(expected.fault ?? `loads ${expected.chosen?.join(', ') ?? ''}`, () => {
      const needs = { needed: new Map(Object.entries(needed)), xmin };
      const fault = columnsFault(table, { columns, exclude }, shape, needs);
      assert.equal(fault, expected.fault ?? null);
      const names = chosen({ columns, exclude }, shape).map(({ name }) => name);
      if (fault === null) assert.deepEqual(names, expected.chosen);
    });

  it('give YAML lines that parse to the same columns', () => {
    const lines = vectors.flatMap(
      ({ fault }) => /by `((?:columns|exclude): \[.*?\])`/.exec(fault ?? '')?.[1] ?? [],
    );
    const read = lines.map((line) => parse(line) as Record<string, string[]>);
    assert.ok(read.some(({ exclude }) => exclude?.includes('true') && exclude.includes('a"b')));
  });
});
