import type { Diagnosis } from './diagnosis.ts';
import type { RunState } from './run.ts';
import type { AttemptError, AttemptResult } from './result.ts';

/**
 * - `intended`: saved before the driver is submitted.
 * - `submitted`: the driver's id is known.
 * - `running`: the driver has claimed the attempt.
 * - `killing`: the engine has asked the master to kill the driver.
 * - `succeeded`, `failed`, `killed`: outcomes, saved before the engine acts on them.
 */
export type AttemptState =
  'intended' | 'submitted' | 'running' | 'killing' | 'succeeded' | 'failed' | 'killed';

/** States of attempts without an outcome. */
export const OPEN: readonly AttemptState[] = ['intended', 'submitted', 'running', 'killing'];

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
  /** Why it is being killed; null if it is not. */
  killing: Killing | null;
  result: AttemptResult | null;
  error: AttemptError | null;
  diagnosis: Diagnosis | null;
  /** Whether it counts against the stage's retries; a lost submission does not. */
  counted: boolean;
  /** Since when the driver has had no worker, or the application no executor; null while they have. */
  waitingSince: Date | null;
  created: Date;
  submitted: Date | null;
  ended: Date | null;
}

/** An attempt without an outcome, with the fields of its run and stage that every pass of the engine needs. */
export interface OpenAttempt extends Attempt {
  pipeline: string;
  slot: string;
  version: number;
  runState: RunState;
  runReason: string;
  driverScale: number;
  executorScale: number;
}

/** The reason for killing an attempt. */
export interface Killing {
  /**
   * - `kill`: its run was killed.
   * - `timeout`: its time is over.
   * - `starved`: it would never get executors.
   * - `lost`: the master has lost its driver, but parts of the driver may still run.
   */
  for: 'kill' | 'timeout' | 'starved' | 'lost';
  reason: string;
  since: Date;
}

/** How an attempt ended. The engine saves it before it acts on it. */
export interface Outcome {
  state: 'succeeded' | 'failed' | 'killed';
  reason: string;
  result: AttemptResult | null;
  error: AttemptError | null;
  /** See `Attempt.counted`. */
  counted: boolean;
}

/** The effect of an outcome on the stage. */
export interface Commitment {
  /** `ready` if the stage is retried, at `notBefore` or later. */
  stage: 'succeeded' | 'failed' | 'killed' | 'ready';
  reason: string;
  notBefore?: Date;
  driverScale?: number;
  executorScale?: number;
  diagnosis?: Diagnosis;
}

/** Makes the id of an attempt, which also names its folder on HDFS and its branch in tables. */
export function attemptId(run: string, stage: string, number: number): string {
  return `${run}-${stage}-${number}`;
}

/** Properties of an attempt's Spark session: its job writes to a branch, and every snapshot carries attempt and run. */
export function attemptProperties(attempt: string, run: string): Record<string, string> {
  return {
    'spark.wap.branch': attempt,
    'spark.sql.iceberg.snapshot-property.sparkwright.attempt': attempt,
    'spark.sql.iceberg.snapshot-property.sparkwright.run': run,
  };
}
