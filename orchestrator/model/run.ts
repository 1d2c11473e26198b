import type { ParamValue } from './pipeline.ts';

/** `queued` until it is planned; its stages then decide; `killing` until nothing of it runs any more. */
export type RunState =
  'queued' | 'running' | 'killing' | 'succeeded' | 'failed' | 'killed' | 'skipped';

export const ACTIVE: readonly RunState[] = ['queued', 'running', 'killing'];

/** What is known of a run before it exists. */
export interface NewRun {
  id: string;
  pipeline: string;
  /** See plan/slots.ts. */
  slot: string;
  /** The interval of time that it is for, the end exclusive. */
  slotStart: Date;
  slotEnd: Date;
  params: Record<string, ParamValue>;
  priority: number;
  reason: string;
  /** A run that is only written down, because its slot was not to be run. */
  state: 'queued' | 'skipped';
  /** Not to be planned before this time: jitter. Null: at once. */
  notBefore: Date | null;
  /** Stages that make what they write anew, as a whole; none where it is left out. */
  fullRefresh?: string[];
}

/** One execution of a pipeline for one slot. */
export interface Run extends Omit<NewRun, 'state' | 'notBefore' | 'fullRefresh'> {
  state: RunState;
  fullRefresh: string[];
  /** Number of the version of its pipeline that it runs; null until planned. */
  version: number | null;
  /** Hash of the jobs tree; null until planned. */
  release: string | null;
  created: Date;
  started: Date | null;
  ended: Date | null;
}

/**
 * A stage waits for its parents, is ready until there is room for it, admitted until its attempt is submitted,
 * and running while it has an attempt that has not been committed.
 */
export type StageState =
  'waiting' | 'ready' | 'admitted' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'killed';

/** One stage of one run. */
export interface StageRun {
  run: string;
  name: string;
  state: StageState;
  reason: string;
  /** Not to be admitted before this time: the pause before a retry. Null: at once. */
  notBefore: Date | null;
  /** What its memory is multiplied by, since attempts ran out of it. */
  driverScale: number;
  executorScale: number;
  started: Date | null;
  ended: Date | null;
}

/** A stage that is ready or admitted, with what decides about its turn. */
export interface StageTurn extends StageRun {
  pipeline: string;
  version: number;
  priority: number;
  pool: string | null;
  /** How many places of its pool it takes; null: all. */
  places: number | null;
  /** How many attempts it has had. */
  attempts: number;
}

/** A stage whose attempt is to be submitted, with what its run gives it. */
export interface AdmittedTurn extends StageTurn {
  slot: string;
  slotStart: Date;
  slotEnd: Date;
  params: Record<string, ParamValue>;
  release: string;
  fullRefresh: string[];
}

/**
 * The id of a run: pipeline, UTC second, and a few random letters, so that a listing sorts by time and two runs of
 * one second differ.
 *
 * @param random - from 0 to 1
 */
export function runId(pipeline: string, now: Date, random: number): string {
  const [date = '', time = ''] = now.toISOString().split('T');
  const letters = Math.floor(random * 36 ** 5)
    .toString(36)
    .padStart(5, '0');
  return `${pipeline}-${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${letters}`;
}
