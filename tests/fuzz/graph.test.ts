/** The order of random graphs of stages, some with cycles, compared with a naive search. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findCycle, parentsFirst } from '../../orchestrator/plan/graph.ts';
import { runs } from './effort.ts';

const graph = fc
  .array(fc.array(fc.nat({ max: 11 }), { maxLength: 3 }), { maxLength: 12 })
  .map((lists) => new Map(lists.map((parents, i) => [`s${i}`, parents.map((at) => `s${at}`)])));

/** The oracle: repeatedly takes the first stage of the file whose parents are all placed. */
function searched(after: ReadonlyMap<string, readonly string[]>): string[] {
  const ordered: string[] = [];
  for (;;) {
    const next = [...after].find(
      ([stage, parents]) =>
        !ordered.includes(stage) && parents.every((parent) => ordered.includes(parent)),
    );
    if (!next) return ordered;
    ordered.push(next[0]);
  }
}

describe('any graph of stages', () => {
  it('has the order of a naive search', () => {
    fc.assert(
      fc.property(graph, (after) => {
        assert.deepEqual(parentsFirst(after), searched(after));
      }),
      runs(500),
    );
  });

  it('has a cycle or a complete order', () => {
    fc.assert(
      fc.property(graph, (drawn) => {
        const after = new Map(
          [...drawn].map(([stage, parents]) => [stage, parents.filter((each) => drawn.has(each))]),
        );
        const cycle = findCycle(after);
        assert.equal(cycle.length === 0, parentsFirst(after).length === after.size);
        for (const [at, stage] of cycle.entries())
          assert.ok(after.get(stage)?.includes(cycle[(at + 1) % cycle.length] ?? ''), stage);
      }),
      runs(500),
    );
  });
});
