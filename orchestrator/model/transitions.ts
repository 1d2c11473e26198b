/**
 * Changes that a user requests: kill a run, retry it, or mark a stage as succeeded. No changes mean that it is not
 * allowed.
 */
import { changed, runChange, stageChange, type Change, type RunGraph } from './change.ts';
import { isOver, type RunState } from './run.ts';
import { descendants, initialState, settle } from './settle.ts';

/**
 * Ends a queued run at once. In a running run, unstarted stages end, and the engine kills the drivers of the others.
 */
export function kill(run: RunGraph, reason: string, as: 'killed' | 'failed'): Change[] {
  if (run.state === 'queued') return [runChange(run, as, reason, as)];
  if (run.state !== 'running') return [];
  return settled(run, [runChange(run, 'killing', reason, as)]);
}

/**
 * Runs stages of a run again.
 *
 * @param from - names of stages, which run again with all stages after them; null for every stage that did not succeed
 */
export function retry(run: RunGraph, from: readonly string[] | null, reason: string): Change[] {
  const again = new Set(
    from
      ? descendants(run.stages, from)
      : run.stages.filter(({ state }) => state !== 'succeeded').map(({ name }) => name),
  );
  const stages = startAgain(run, again, reason);
  if (!REOPENED.includes(run.state) || stages.length === 0) return [];
  return settled(run, [runChange(run, 'running', reason), ...stages]);
}

/** Marks a stage as succeeded, and runs the stages after it that did not succeed. */
export function markSucceeded(run: RunGraph, name: string, reason: string): Change[] {
  const stage = run.stages.find((candidate) => candidate.name === name);
  if (!REOPENED.includes(run.state) || !stage) return [];
  if (!isOver(stage.state) || stage.state === 'succeeded') return [];
  const again = new Set(descendants(run.stages, [name]));
  for (const other of run.stages)
    if (other.name === name || other.state === 'succeeded') again.delete(other.name);
  return settled(run, [
    stageChange(stage, 'succeeded', reason),
    runChange(run, 'running', reason),
    ...startAgain(run, again, reason),
  ]);
}

/** States in which stages may run again. A skipped run has no plan, and so no stages. */
const REOPENED: readonly RunState[] = ['failed', 'killed', 'succeeded'];

function startAgain({ stages }: RunGraph, names: ReadonlySet<string>, reason: string): Change[] {
  return stages
    .filter(({ name }) => names.has(name))
    .map((stage) => stageChange(stage, initialState(stage.after).state, reason, true));
}

function settled(run: RunGraph, changes: Change[]): Change[] {
  return [...changes, ...settle(changed(run, changes))];
}
