/** What is wrong with a DAG, and where: at a stage, and there at one of its parents. */
export interface GraphFault {
  stage: string;
  /** Index of the parent in the stage's list, or null where the whole list is meant. */
  parent: number | null;
  message: string;
}

/** Finds edges that lead nowhere, and a cycle. An empty list means that the graph is a DAG. */
export function graphFaults(after: ReadonlyMap<string, readonly string[]>): GraphFault[] {
  const dangling = [...after].flatMap(([stage, parents]) =>
    parents.flatMap((name, parent) =>
      after.has(name)
        ? []
        : [{ stage, parent, message: `there is no stage ${name}; ${listed([...after.keys()])}` }],
    ),
  );
  if (dangling.length > 0) return dangling;
  const cycle = findCycle(after);
  const [first] = cycle;
  if (first === undefined) return [];
  const message =
    cycle.length === 1
      ? 'the stage waits for itself; remove it from after'
      : `stages wait for each other: ${cycle.join(', ')}; remove one after`;
  return [{ stage: first, parent: null, message }];
}

function listed(stages: readonly string[]): string {
  const more = stages.length > 10 ? ` and ${stages.length - 10} more` : '';
  return `the stages are ${stages.slice(0, 10).join(', ')}${more}`;
}

/** The members of one cycle, each of which comes after the next, or none. */
export function findCycle(after: ReadonlyMap<string, readonly string[]>): string[] {
  const stuck = stuckStages(after);
  // Each of these has a parent among them, so that going from parent to parent comes round.
  const path = new Set<string>();
  let [at] = stuck;
  while (at !== undefined && !path.has(at)) {
    path.add(at);
    at = after.get(at)?.find((parent) => stuck.has(parent));
  }
  const trail = [...path];
  return at === undefined ? [] : trail.slice(trail.indexOf(at));
}

/** Kahn's algorithm (Kahn, "Topological sorting of large networks", 1962): what is left over is in, or behind, a cycle. */
function stuckStages(after: ReadonlyMap<string, readonly string[]>): Set<string> {
  const missing = new Map([...after].map(([stage, parents]) => [stage, new Set(parents).size]));
  const children = new Map([...after.keys()].map((stage) => [stage, [] as string[]]));
  for (const [stage, parents] of after)
    for (const parent of new Set(parents)) children.get(parent)?.push(stage);
  const free = [...missing].filter(([, count]) => count === 0).map(([stage]) => stage);
  for (let stage = free.pop(); stage !== undefined; stage = free.pop()) {
    missing.delete(stage);
    for (const child of children.get(stage) ?? []) {
      const count = (missing.get(child) ?? 0) - 1;
      missing.set(child, count);
      if (count === 0) free.push(child);
    }
  }
  return new Set(missing.keys());
}
