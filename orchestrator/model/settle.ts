/** Derives the next changes of a run from its stages: which become ready or are skipped, and whether the run ends. */
import { runChange, stageChange, type Change, type RunGraph, type StageNode } from './change.ts';
import { isOver, type StageState } from './run.ts';

/** The run itself ends only if all its stages have ended and it is not being killed. */
export function settle(run: RunGraph): Change[] {
  return run.state === 'killing' ? endUnstarted(run) : run.state === 'running' ? advance(run) : [];
}

/** Ends all stages that have not started. The run ends after its drivers have: see engine/steps/end-killed.ts. */
function endUnstarted({ stages }: RunGraph): Change[] {
  return stages
    .filter(({ state }) => state !== 'running' && !isOver(state))
    .map((stage) => stageChange(stage, 'killed', `killed while it was ${stage.state}`));
}

function advance(run: RunGraph): Change[] {
  const { stages } = run;
  const states = new Map(stages.map(({ name, state }) => [name, state]));
  const children = childrenOf(stages);
  const changes: Change[] = [];
  // A skipped stage may decide its children, so they are looked at again.
  const waiting = stages.filter(({ state }) => state === 'waiting');
  for (const stage of waiting) {
    if (states.get(stage.name) !== 'waiting') continue;
    const next = decide(stage, states);
    if (!next) continue;
    states.set(stage.name, next.state);
    changes.push(stageChange(stage, next.state, next.reason));
    if (next.state === 'skipped') waiting.push(...(children.get(stage.name) ?? []));
  }
  const end = outcome([...states]);
  if (end) changes.push(runChange(run, end.state, end.reason));
  return changes;
}

/** The first state of a stage, with the reason; a stage without parents is ready at once. */
export function initialState(after: readonly string[]): {
  state: 'ready' | 'waiting';
  reason: string;
} {
  return after.length === 0
    ? { state: 'ready', reason: 'comes first' }
    : { state: 'waiting', reason: `comes after ${after.join(', ')}` };
}

/** Names of the given stages and all stages that come after them, directly or not. */
export function descendants(
  stages: readonly { name: string; after: readonly string[] }[],
  from: readonly string[],
): string[] {
  const children = childrenOf(stages);
  const names = new Set(from);
  // The loop also visits names that it adds.
  for (const name of names) for (const child of children.get(name) ?? []) names.add(child.name);
  return [...names];
}

function childrenOf<T extends { name: string; after: readonly string[] }>(
  stages: readonly T[],
): Map<string, T[]> {
  const children = new Map<string, T[]>();
  for (const stage of stages)
    for (const parent of stage.after) {
      const known = children.get(parent);
      if (known) known.push(stage);
      else children.set(parent, [stage]);
    }
  return children;
}

function decide({ after, when }: StageNode, states: ReadonlyMap<string, StageState>) {
  const parents = after.map((name) => [name, states.get(name) ?? 'skipped'] as const);
  const bad = parents.filter(([, state]) => state !== 'succeeded' && isOver(state));
  const why = bad
    .map(([name, state]) => `${name} ${state === 'skipped' ? 'was skipped' : state}`)
    .join(', ');
  // With all-succeeded, one parent that did not succeed decides, even if others are still running.
  if (when === 'all-succeeded' && bad.length > 0) return { state: 'skipped' as const, reason: why };
  if (!parents.every(([, state]) => isOver(state))) return null;
  if (when === 'any-failed' && !parents.some(([, state]) => state === 'failed'))
    return { state: 'skipped' as const, reason: `none of ${after.join(', ')} failed` };
  return { state: 'ready' as const, reason: why || `${after.join(', ')} succeeded` };
}

function outcome(
  states: readonly (readonly [string, StageState])[],
): { state: 'succeeded' | 'failed' | 'killed'; reason: string } | null {
  if (!states.every(([, state]) => isOver(state))) return null;
  for (const state of ['failed', 'killed'] as const) {
    const names = states.filter(([, other]) => other === state).map(([name]) => name);
    if (names.length > 0) return { state, reason: `${names.join(', ')} ${state}` };
  }
  return { state: 'succeeded', reason: 'every stage succeeded' };
}
