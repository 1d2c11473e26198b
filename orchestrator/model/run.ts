import type { Pipeline } from './pipeline.ts';

/** `queued` until it is planned; its stages then decide. */
export type RunState = 'queued' | 'running' | 'succeeded' | 'failed';

/** One execution of a pipeline for one slot. */
export interface Run {
  id: string;
  pipeline: string;
  slot: string;
  state: RunState;
  /** Why it is in this state, in words. */
  reason: string;
  /** Hash of the jobs tree; null until planned. */
  release: string | null;
  /** The pipeline as it was when the run was planned. */
  definition: Pipeline | null;
  created: Date;
  started: Date | null;
  ended: Date | null;
}

/**
 * A stage waits for its parents, is ready until there is room for it, admitted until its attempt is submitted,
 * and running while it has an attempt that has not been committed.
 */
export type StageState =
  'waiting' | 'ready' | 'admitted' | 'running' | 'succeeded' | 'failed' | 'skipped';

/** One stage of one run. */
export interface StageRun {
  run: string;
  name: string;
  state: StageState;
  reason: string;
  /** Not to be admitted before this time: the pause before a retry. */
  notBefore: Date;
  started: Date | null;
  ended: Date | null;
}

/**
 * The id of a run: pipeline, UTC second, and a few random letters, so that a listing sorts by time and two runs of
 * one second differ.
 */
export function runId(pipeline: string, now: Date, random: string): string {
  const [date = '', time = ''] = now.toISOString().split('T');
  return `${pipeline}-${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${random}`;
}
