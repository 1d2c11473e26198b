import assert from 'node:assert/strict';
import { findCycle, graphFaults } from '../../../orchestrator/plan/graph.ts';

const graph = (after: Record<string, string[]>) => new Map(Object.entries(after));

describe('the graph of a pipeline', () => {
  it('may fan out and in', () => {
    assert.deepEqual(graphFaults(graph({ d: ['b', 'c'], b: ['a'], c: ['a'], a: [] })), []);
  });

  it('names the cycle alone, and not what is behind it', () => {
    assert.deepEqual(
      findCycle(graph({ behind: ['a'], a: ['c'], b: ['a'], c: ['b', 'root'], root: [] })),
      ['a', 'c', 'b'],
    );
  });

  it('names each parent that is not there', () => {
    assert.deepEqual(
      graphFaults(graph({ a: ['x'], b: ['a', 'y'] })).map(({ stage, parent }) => [stage, parent]),
      [
        ['a', 0],
        ['b', 1],
      ],
    );
  });

  it('of many stages lists only a few', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`s${i}`, []]));
    assert.match(graphFaults(graph({ ...many, a: ['x'] }))[0]?.message ?? '', /s9 and 41 more$/);
  });
});
