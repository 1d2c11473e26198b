import type { AttemptError, AttemptResult } from './result.ts';

/**
 * `intended` is saved before anything is submitted; `submitted` has the driver's id; `running` has claimed its attempt;
 * `killing` has been told to end. `succeeded` and `failed` are outcomes, saved before they are acted upon.
 */
export type AttemptState =
  'intended' | 'submitted' | 'running' | 'killing' | 'succeeded' | 'failed';

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
  result: AttemptResult | null;
  error: AttemptError | null;
  /** Whether it uses up one of the stage's retries; a submission that got lost does not. */
  counted: boolean;
  /** Last lines of the driver's output, where it failed. */
  log: string | null;
  created: Date;
  submitted: Date | null;
  ended: Date | null;
}

/** How an attempt ended, as it is saved before anything is done about it. */
export interface Outcome {
  state: 'succeeded' | 'failed';
  reason: string;
  result: AttemptResult | null;
  error: AttemptError | null;
  /** See Attempt. */
  counted: boolean;
}

/** The id of an attempt, known before it exists; also its folder's name on HDFS and its branch's name in the tables. */
export function attemptId(run: string, stage: string, number: number): string {
  return `${run}-${stage}-${number}`;
}
