/** What follows, within a run, from the states of its stages: who becomes ready, who is skipped, whether the run has ended. */
import type { When } from './pipeline.ts';
import type { RunState, StageState } from './run.ts';

export interface StageNode {
  name: string;
  state: StageState;
  after: readonly string[];
  when: When;
}

export interface Settled {
  stages: { name: string; state: 'ready' | 'skipped' | 'killed'; reason: string }[];
  /** Null while a stage can still change, and while the run is being killed. */
  run: { state: 'succeeded' | 'failed' | 'killed'; reason: string } | null;
}

const OVER: readonly StageState[] = ['succeeded', 'failed', 'skipped', 'killed'];
const STARTED: readonly StageState[] = ['running', ...OVER];

/** @param run - `running`, or `killing`: then whatever has not started ends */
export function settle(run: RunState, stages: readonly StageNode[]): Settled {
  const states = new Map(stages.map((stage) => [stage.name, stage.state]));
  const changes: Settled['stages'] = [];
  if (run === 'killing') {
    for (const { name, state } of stages.filter((stage) => !STARTED.includes(stage.state))) {
      states.set(name, 'killed');
      changes.push({ name, state: 'killed', reason: `killed while it was ${state}` });
    }
  } else {
    const behind = childrenOf(stages);
    // Skipping a stage may decide about those behind it, which are then looked at once more.
    const looked = stages.filter(({ state }) => state === 'waiting');
    for (const stage of looked) {
      if (states.get(stage.name) !== 'waiting') continue;
      const decided = decide(stage, states);
      if (!decided) continue;
      states.set(stage.name, decided.state);
      changes.push({ name: stage.name, ...decided });
      if (decided.state === 'skipped') looked.push(...(behind.get(stage.name) ?? []));
    }
  }
  // A run that is being killed ends when its drivers have: engine/end-killed.ts.
  return { stages: changes, run: run === 'killing' ? null : outcome([...states]) };
}

/** How a stage begins: one that waits for nobody is ready at once. */
export function beginning(after: readonly string[]): {
  state: 'ready' | 'waiting';
  reason: string;
} {
  return after.length === 0
    ? { state: 'ready', reason: 'comes first' }
    : { state: 'waiting', reason: `comes after ${after.join(', ')}` };
}

/** The stages named, and all that come after them, however far behind. */
export function descendants(
  stages: readonly { name: string; after: readonly string[] }[],
  from: readonly string[],
): string[] {
  const children = childrenOf(stages);
  const found = new Set(from);
  // A set that grows while it is walked hands out what was added, too.
  for (const name of found) for (const child of children.get(name) ?? []) found.add(child.name);
  return [...found];
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
  const bad = parents.filter(([, state]) => state !== 'succeeded' && OVER.includes(state));
  const why = bad
    .map(([name, state]) => `${name} ${state === 'skipped' ? 'was skipped' : state}`)
    .join(', ');
  // One parent that failed decides about all-succeeded, whatever the others come to.
  if (when === 'all-succeeded' && bad.length > 0) return { state: 'skipped' as const, reason: why };
  if (!parents.every(([, state]) => OVER.includes(state))) return null;
  if (when === 'any-failed' && !parents.some(([, state]) => state === 'failed'))
    return { state: 'skipped' as const, reason: `none of ${after.join(', ')} failed` };
  return { state: 'ready' as const, reason: why || `${after.join(', ')} succeeded` };
}

function outcome(states: readonly (readonly [string, StageState])[]): Settled['run'] {
  if (!states.every(([, state]) => OVER.includes(state))) return null;
  const named = (wanted: StageState) =>
    states
      .filter(([, state]) => state === wanted)
      .map(([name]) => name)
      .join(', ');
  const failed = named('failed');
  if (failed) return { state: 'failed', reason: `${failed} failed` };
  const killed = named('killed');
  if (killed) return { state: 'killed', reason: `${killed} killed` };
  return { state: 'succeeded', reason: 'every stage succeeded' };
}
