import assert from 'node:assert/strict';
import { findCycle, graphFaults, parentsFirst } from '../../../orchestrator/plan/graph.ts';

const graph = (after: Record<string, string[]>) => new Map(Object.entries(after));

describe('the graph of a pipeline', () => {
  it('is valid if it fans out and in', () => {
    assert.deepEqual(graphFaults(graph({ d: ['b', 'c'], b: ['a'], c: ['a'], a: [] })), []);
  });

  it('has a cycle without the stages that come after it', () => {
    assert.deepEqual(
      findCycle(graph({ later: ['a'], a: ['c'], b: ['a'], c: ['b', 'root'], root: [] })),
      ['a', 'c', 'b'],
    );
  });

  it('has a fault for each unknown parent', () => {
    assert.deepEqual(
      graphFaults(graph({ a: ['x'], b: ['a', 'y'] })).map(({ stage, parent }) => [stage, parent]),
      [
        ['a', 0],
        ['b', 1],
      ],
    );
  });

  it('with many stages lists only ten of them in a fault', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`s${i}`, []]));
    assert.match(graphFaults(graph({ ...many, a: ['x'] }))[0]?.message ?? '', /s9 and 41 more$/);
  });

  it('is sorted with parents first, otherwise in the order of the file', () => {
    assert.deepEqual(
      parentsFirst(graph({ last: ['b', 'a'], b: ['top'], c: [], a: ['top', 'top'], top: [] })),
      ['c', 'top', 'b', 'a', 'last'],
    );
  });

  it('is sorted without cycles, stages after a cycle, and stages with unknown parents', () => {
    assert.deepEqual(
      parentsFirst(graph({ later: ['a'], a: ['b'], b: ['a'], free: [], lost: ['nowhere'] })),
      ['free'],
    );
  });

  // With a search of the list for each stage, these would take minutes.
  for (const [shape, parent] of Object.entries<(i: number) => number>({
    'a chain in the order of the file': (i) => i - 1,
    'a chain against the order of the file': (i) => i + 1,
    'a fan': (i) => (i === 0 ? -1 : 0),
  }))
    it(`of 20,000 stages is sorted and checked without a search for each: ${shape}`, () => {
      const many = new Map(Array.from({ length: 20_000 }, (_, i) => [`s${i}`, [`s${parent(i)}`]]));
      for (const [stage, [above = '']] of many) if (!many.has(above)) many.set(stage, []);
      const ordered = parentsFirst(many);
      assert.equal(ordered.length, 20_000);
      const place = new Map(ordered.map((stage, index) => [stage, index]));
      for (const [stage, above] of many)
        for (const name of above)
          assert.ok((place.get(name) ?? Infinity) < (place.get(stage) ?? -1), stage);
      assert.deepEqual(graphFaults(many), []);
    });
});
