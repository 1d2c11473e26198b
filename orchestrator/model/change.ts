/**
 * Changes of a run as data. model/transitions.ts and model/settle.ts make them; every store applies them in order.
 */
import type { When } from './pipeline.ts';
import type { RunState, StageState } from './run.ts';

/** The current states of a run and its stages. */
export interface RunGraph {
  state: RunState;
  stages: readonly StageNode[];
}

export interface StageNode {
  name: string;
  state: StageState;
  after: readonly string[];
  when: When;
}

/** A store makes a change only if the run or stage still has the state `from`. */
export type Change = RunChange | StageChange;

export interface RunChange {
  stage: null;
  from: RunState;
  to: RunState;
  reason: string;
  /** The state that a run gets once it is killed; null for all other changes. */
  endsAs: 'killed' | 'failed' | null;
}

export interface StageChange {
  stage: string;
  from: StageState;
  to: StageState;
  reason: string;
  /**
   * True if the stage starts from scratch: its times and memory are reset, and earlier attempts don't count as
   * retries.
   */
  again: boolean;
}

export function runChange(
  { state: from }: RunGraph,
  to: RunState,
  reason: string,
  endsAs: RunChange['endsAs'] = null,
): RunChange {
  return { stage: null, from, to, reason, endsAs };
}

export function stageChange(
  { name: stage, state: from }: Pick<StageNode, 'name' | 'state'>,
  to: StageState,
  reason: string,
  again = false,
): StageChange {
  return { stage, from, to, reason, again };
}

/** Applies changes to a run. */
export function changed(run: RunGraph, changes: readonly Change[]): RunGraph {
  const states = new Map(run.stages.map(({ name, state }) => [name, state]));
  let { state } = run;
  for (const change of changes)
    if (change.stage === null) state = change.to;
    else states.set(change.stage, change.to);
  const stages = run.stages.map((stage) => ({
    ...stage,
    state: states.get(stage.name) ?? stage.state,
  }));
  return { state, stages };
}
