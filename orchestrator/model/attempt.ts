import type { Diagnosis } from './diagnosis.ts';
import type { RunState } from './run.ts';
import type { AttemptError, AttemptResult } from './result.ts';

/**
 * `intended` is saved before anything is submitted; `submitted` has the driver's id; `running` has claimed its attempt;
 * `killing` has been told to end. The others are outcomes, saved before they are acted upon.
 */
export type AttemptState =
  'intended' | 'submitted' | 'running' | 'killing' | 'succeeded' | 'failed' | 'killed';

/** One try at one stage of one run. */
export interface Attempt {
  id: string;
  run: string;
  stage: string;
  /** From 1. */
  number: number;
  state: AttemptState;
  reason: string;
  driver: string | null;
  application: string | null;
  /** Why it is being killed, where it is. */
  killing: Killing | null;
  result: AttemptResult | null;
  error: AttemptError | null;
  diagnosis: Diagnosis | null;
  /** Whether it uses up one of the stage's retries; a submission that got lost does not. */
  counted: boolean;
  /** Since when it has had no worker, or no executor; null while it has. */
  waitingSince: Date | null;
  created: Date;
  submitted: Date | null;
  ended: Date | null;
}

/** An open attempt with what is asked about it in every pass. */
export interface OpenAttempt extends Attempt {
  pipeline: string;
  slot: string;
  version: number;
  runState: RunState;
  runReason: string;
  driverScale: number;
  executorScale: number;
}

/**
 * Why an attempt is made to end: its run was killed, its time is over, it would wait for cores for ever, or its driver is
 * lost and something of it seems to live on.
 */
export interface Killing {
  for: 'kill' | 'timeout' | 'starved' | 'lost';
  reason: string;
  since: Date;
}

/** How an attempt ended, as it is saved before anything is done about it. */
export interface Outcome {
  state: 'succeeded' | 'failed' | 'killed';
  reason: string;
  result: AttemptResult | null;
  error: AttemptError | null;
  /** See Attempt. */
  counted: boolean;
}

/** What an outcome means for the stage. */
export interface Commitment {
  /** `ready`: the stage is tried again, not before a time. */
  stage: 'succeeded' | 'failed' | 'killed' | 'ready';
  reason: string;
  notBefore?: Date;
  driverScale?: number;
  executorScale?: number;
  diagnosis?: Diagnosis;
}

/** The id of an attempt, known before it exists; also its folder's name on HDFS and its branch's name in the tables. */
export function attemptId(run: string, stage: string, number: number): string {
  return `${run}-${stage}-${number}`;
}
