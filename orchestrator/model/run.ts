import type { ParamValue } from './pipeline.ts';

/**
 * A run is `queued` until it is planned and `killing` until its drivers have ended. Its stages decide the other
 * states.
 */
export type RunState = (typeof RUN_STATES)[number];

export const RUN_STATES = [
  'queued',
  'running',
  'killing',
  'succeeded',
  'failed',
  'killed',
  'skipped',
] as const;

export const ACTIVE: readonly RunState[] = ['queued', 'running', 'killing'];

/** Final states of runs and stages. Attempts have the same final states, except `skipped`. */
export const OVER = ['succeeded', 'failed', 'killed', 'skipped'] as const;

/** @param state - the state of a run, a stage or an attempt */
export function isOver(state: string): state is (typeof OVER)[number] {
  return (OVER as readonly string[]).includes(state);
}

/** A run before it is saved. */
export interface NewRun {
  id: string;
  pipeline: string;
  /** The slot's name, such as `cron:2026-01-31T06:00:00Z`: see plan/slot-names.ts. */
  slot: string;
  /** The interval of data that the run loads; the end is exclusive. */
  slotStart: Date;
  slotEnd: Date;
  params: Record<string, ParamValue>;
  priority: number;
  reason: string;
  /** `skipped` records a slot that the schedule's overlap rule does not run. */
  state: 'queued' | 'skipped';
  /** The earliest time to plan the run, after jitter; null to plan it at once. */
  notBefore: Date | null;
  /** Names of stages that rebuild their tables from scratch; none by default. */
  fullRefresh?: string[];
}

/** One execution of a pipeline for one slot. */
export interface Run extends Omit<NewRun, 'state' | 'notBefore' | 'fullRefresh'> {
  state: RunState;
  fullRefresh: string[];
  /** Number of the pipeline's version; null until planned. */
  version: number | null;
  /** Hash of the jobs tree; null until planned. */
  release: string | null;
  created: Date;
  started: Date | null;
  ended: Date | null;
}

/**
 * - `waiting`: some of its parents have not ended.
 * - `ready`: it waits for room in the cluster and in its pool.
 * - `admitted`: its resources are reserved, and its attempt is about to be submitted.
 * - `running`: an attempt exists whose outcome is not committed.
 */
export type StageState =
  'waiting' | 'ready' | 'admitted' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'killed';

/** One stage of one run. */
export interface StageRun {
  run: string;
  name: string;
  state: StageState;
  reason: string;
  /** The earliest time to admit the stage, after the pause before a retry; null to admit it at once. */
  notBefore: Date | null;
  /** Factors for the memory of driver and executors; above 1 after attempts ran out of memory. */
  driverScale: number;
  executorScale: number;
  started: Date | null;
  ended: Date | null;
}

/** A stage that is ready or admitted, with the fields that decide its turn. */
export interface StageTurn extends StageRun {
  pipeline: string;
  version: number;
  /** Hash of the jobs tree. */
  release: string;
  priority: number;
  pool: string | null;
  /** Number of places that it takes in its pool; null for all of them. */
  places: number | null;
  /** Number of attempts so far. */
  attempts: number;
}

/** An admitted stage, with the fields of its run that the attempt needs. */
export interface AdmittedTurn extends StageTurn {
  slot: string;
  slotStart: Date;
  slotEnd: Date;
  params: Record<string, ParamValue>;
  fullRefresh: string[];
}

/**
 * Makes the id of a run: pipeline, UTC second and five random letters. Ids of a pipeline sort by time.
 *
 * @param random - from 0 to 1, exclusive
 */
export function runId(pipeline: string, now: Date, random: number): string {
  const [date = '', time = ''] = now.toISOString().split('T');
  const letters = Math.floor(random * 36 ** 5)
    .toString(36)
    .padStart(5, '0');
  return `${pipeline}-${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${letters}`;
}
