import TinyQueue from 'tinyqueue';

/** A fault of a graph of stages. */
export interface GraphFault {
  stage: string;
  /** Index in the stage's list of parents; null for a fault of the whole list. */
  parent: number | null;
  message: string;
}

/**
 * Finds unknown parents, or a cycle; empty if the graph is a DAG.
 *
 * @param after - the names of each stage's parents
 */
export function graphFaults(after: ReadonlyMap<string, readonly string[]>): GraphFault[] {
  const dangling = [...after].flatMap(([stage, parents]) =>
    parents.flatMap((name, parent) =>
      after.has(name)
        ? []
        : [{ stage, parent, message: `there is no stage ${name}; ${listText([...after.keys()])}` }],
    ),
  );
  if (dangling.length > 0) return dangling;
  const cycle = findCycle(after);
  const [first] = cycle;
  if (first === undefined) return [];
  const message =
    cycle.length === 1
      ? 'the stage waits for itself; remove it from after'
      : `stages wait for each other: ${cycle.join(', ')}; remove one of these dependencies`;
  return [{ stage: first, parent: null, message }];
}

function listText(stages: readonly string[]): string {
  const more = stages.length > 10 ? ` and ${stages.length - 10} more` : '';
  return `the stages are ${stages.slice(0, 10).join(', ')}${more}`;
}

/** The members of one cycle, each of which comes after the next; empty if there is no cycle. */
export function findCycle(after: ReadonlyMap<string, readonly string[]>): string[] {
  const stuck = stuckStages(after);
  // Each stuck stage has a stuck parent, so the walk from parent to parent ends in a cycle.
  const path = new Set<string>();
  let [at] = stuck;
  while (at !== undefined && !path.has(at)) {
    path.add(at);
    at = after.get(at)?.find((parent) => stuck.has(parent));
  }
  const trail = [...path];
  return at === undefined ? [] : trail.slice(trail.indexOf(at));
}

/** The members of cycles, and all stages that come after them. */
function stuckStages(after: ReadonlyMap<string, readonly string[]>): Set<string> {
  const stuck = new Set(after.keys());
  for (const stage of parentsFirst(after)) stuck.delete(stage);
  return stuck;
}

/**
 * Sorts stages: parents before children, otherwise in the order of the map. Stages in or after a cycle are left out.
 * Kahn's algorithm (Kahn, "Topological sorting of large networks", 1962), with the free stages in a heap.
 */
export function parentsFirst(after: ReadonlyMap<string, readonly string[]>): string[] {
  const stages = [...after.keys()];
  const place = new Map(stages.map((stage, index) => [stage, index]));
  const missing = [...after.values()].map((parents) => new Set(parents).size);
  const children = stages.map((): number[] => []);
  for (const [child, parents] of [...after.values()].entries())
    for (const parent of new Set(parents)) children[place.get(parent) ?? -1]?.push(child);
  const free = new TinyQueue(missing.flatMap((count, index) => (count === 0 ? [index] : [])));
  const ordered: string[] = [];
  for (let index = free.pop(); index !== undefined; index = free.pop()) {
    ordered.push(stages[index] ?? '');
    for (const child of children[index] ?? []) {
      missing[child] = (missing[child] ?? 0) - 1;
      if (missing[child] === 0) free.push(child);
    }
  }
  return ordered;
}
