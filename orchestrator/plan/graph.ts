/** What is wrong with a DAG, and at which stage. */
export interface GraphFault {
  stage: string;
  message: string;
}

/** Finds edges that lead nowhere, and cycles. An empty list means that the graph is a DAG. */
export function graphFaults(after: ReadonlyMap<string, readonly string[]>): GraphFault[] {
  const dangling = [...after].flatMap(([stage, parents]) =>
    parents
      .filter((parent) => !after.has(parent))
      .map((parent) => ({
        stage,
        message: `there is no stage ${parent}; the stages are ${[...after.keys()].join(', ')}`,
      })),
  );
  if (dangling.length > 0) return dangling;
  const cycle = stagesInCycles(after);
  const [first] = cycle;
  return first
    ? [
        {
          stage: first,
          message: `stages wait for each other: ${cycle.join(', ')}; remove one after`,
        },
      ]
    : [];
}

/** Kahn's algorithm (Kahn, "Topological sorting of large networks", 1962): what is left over is in, or behind, a cycle. */
function stagesInCycles(after: ReadonlyMap<string, readonly string[]>): string[] {
  const missing = new Map([...after].map(([stage, parents]) => [stage, new Set(parents).size]));
  const children = new Map<string, string[]>();
  for (const [stage, parents] of after)
    for (const parent of new Set(parents))
      children.set(parent, [...(children.get(parent) ?? []), stage]);
  const free = [...missing].filter(([, count]) => count === 0).map(([stage]) => stage);
  for (let stage = free.pop(); stage !== undefined; stage = free.pop()) {
    missing.delete(stage);
    for (const child of children.get(stage) ?? []) {
      const count = (missing.get(child) ?? 0) - 1;
      missing.set(child, count);
      if (count === 0) free.push(child);
    }
  }
  return [...missing.keys()];
}
