/**
 * The run store: the only truth. Each transition names the states that it expects, and does nothing if a row has another state.
 * The engine's writes carry the number of its lease, and fail with FencedOut once another orchestrator leads.
 */
import type { Attempt, Commitment, Killing, OpenAttempt, Outcome } from '../model/attempt.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { AdmittedTurn, NewRun, Run, RunState, StageRun, StageTurn } from '../model/run.ts';
import type { RunPlan } from '../model/run-plan.ts';
import type { BookmarkMoves } from './bookmark-moves.ts';
import type { BookmarkQueue, BookmarkRequests } from './bookmark-requests.ts';
import type { RetentionStore } from './retention.ts';
import type { SeenFiles } from './seen-files.ts';
import type { SessionStore } from './sessions.ts';

/** The part of the store that the engine's steps call. */
export interface EngineStore {
  pipelines: PipelineStore;
  runs: RunStore;
  stages: StageStore;
  attempts: AttemptStore;
  history: History;
  bookmarkRequests: BookmarkQueue;
  retention: RetentionStore;
  seenFiles: SeenFiles;
  sessions: SessionStore;
  /** Checks the lease before an effect outside the store, which the fence can't refuse. @throws FencedOut */
  assertLead(): Promise<void>;
}

/** The part of the store that only people's commands call. */
export interface OperatorStore {
  pipelines: PipelineCommands;
  runs: RunCommands;
  bookmarkMoves: BookmarkMoves;
  bookmarkRequests: BookmarkRequests;
}

export type Store = EngineStore & OperatorStore;

/** A pipeline's row in the store. */
export interface KnownPipeline {
  name: string;
  /** Why its schedule and triggers are paused; null if they are not. */
  paused: string | null;
  /** The first slot of its schedule that has no run; null if there is none. */
  nextSlot: Date | null;
  /** Files and successes before this time trigger nothing. */
  since: Date;
}

export interface Registration {
  name: string;
  /** Any text that differs if the schedule does. */
  schedule: string;
  /** The first slot of a schedule that is new, has changed or had no slot left; another schedule keeps its next slot. */
  nextSlot: Date | null;
}

export interface PipelineStore {
  registerAll(pipelines: readonly Registration[], now: Date): Promise<void>;
  list(): Promise<KnownPipeline[]>;
  /** Pipelines that are not paused and whose next slot has come. */
  due(now: Date): Promise<(KnownPipeline & { nextSlot: Date })[]>;
  /** Inserts the runs of a slot and moves on to the next one; does nothing if the slot has been taken before. */
  take(name: string, slot: Date, runs: NewRun[], next: Date | null): Promise<void>;
  /** The number of this version of a pipeline and its jobs; a new number if either has changed. */
  version(definition: Pipeline, release: string): Promise<number>;
  definition(name: string, version: number): Promise<Pipeline | null>;
}

export interface PipelineCommands {
  /** Does what registerAll does, for one pipeline. */
  register(name: string, schedule: string, nextSlot: Date | null, now: Date): Promise<void>;
  /** False if it is paused already. */
  pause(name: string, reason: string): Promise<boolean>;
  /**
   * False if it is not paused.
   *
   * @param nextSlot - where its schedule goes on
   */
  resume(name: string, nextSlot: Date | null, now: Date): Promise<boolean>;
  /** The number of this version, null if it has never run, and the newest number, 0 if there is none. Creates nothing. */
  findVersion(
    definition: Pipeline,
    release: string,
  ): Promise<{ known: number | null; newest: number }>;
}

export interface RunFilter {
  pipeline?: string;
  states?: readonly RunState[];
  limit: number;
}

export interface RunStore {
  /** Returns null if the slot has a run already. */
  insert(run: NewRun): Promise<Run | null>;
  /** The run with an id, or with an id that begins so if only one does. */
  get(id: string): Promise<Run | null>;
  /** The first queued runs of each pipeline, in the order in which they may start. */
  queued(now: Date): Promise<Run[]>;
  /** How many runs of each pipeline are queued, and how many are running or killing. */
  active(): Promise<ReadonlyMap<string, { queued: number; running: number }>>;
  /** Whether any run is queued, running or killing. */
  busy(): Promise<boolean>;
  /** Starts a queued run: saves its plan with every stage, in one statement. */
  plan(run: string, plan: RunPlan): Promise<void>;
  /** Fails a queued run that can't be planned, or a run that was to be killed and can't end as `killed`. */
  fail(run: string, reason: string): Promise<void>;
  /** Running runs whose deadline has passed. */
  overdue(now: Date): Promise<Run[]>;
  /**
   * Begins to end a run, see model/transitions.ts; the engine then kills its open attempts.
   * False if it has ended already.
   */
  kill(run: string, reason: string, as: 'killed' | 'failed'): Promise<boolean>;
  /** Runs that are being killed and whose stages are all over. */
  killing(): Promise<Run[]>;
  /** Ends a run that is being killed, once its drivers have ended. */
  endKilled(run: string): Promise<void>;
  /** Successes of a pipeline since a time that have triggered no run of another pipeline yet, oldest first. */
  successesWithout(upstream: string, since: Date, downstream: string): Promise<Run[]>;
  /** Runs that have ended and whose alerts have not been sent, oldest first. */
  unalerted(limit: number): Promise<Run[]>;
  alerted(run: string): Promise<void>;
}

export interface RunCommands {
  /** Newest first. */
  list(filter: RunFilter): Promise<Run[]>;
  /** Runs stages again, see model/transitions.ts. False if the run has not ended, or if it has no such stage. */
  retry(run: string, from: readonly string[] | null, reason: string): Promise<boolean>;
  /** Counts a stage as succeeded, see model/transitions.ts. False unless the run has ended and the stage did not succeed. */
  markSucceeded(run: string, stage: string, reason: string): Promise<boolean>;
}

export interface StageStore {
  /** In the order of the plan. */
  of(run: string): Promise<StageRun[]>;
  /**
   * Ready stages of running runs: by priority, then oldest run first.
   *
   * @param limit - for each pool, and for stages without one: a full pool hides no other stages
   */
  ready(now: Date, limit: number): Promise<StageTurn[]>;
  admitted(): Promise<AdmittedTurn[]>;
  /** How many places of each pool admitted and running stages take; Infinity if one of them takes all. */
  pools(): Promise<ReadonlyMap<string, number>>;
  admit(stages: readonly { run: string; name: string }[]): Promise<void>;
  /** Saves why ready stages still wait. */
  explain(stages: readonly { run: string; name: string; reason: string }[]): Promise<void>;
  /** Fails a stage that has no attempt yet. */
  fail(run: string, stage: string, reason: string): Promise<void>;
}

export interface AttemptStore {
  get(id: string): Promise<Attempt | null>;
  of(run: string): Promise<Attempt[]>;
  /**
   * Saves the intent: the attempt's row, before anything is submitted. Its stage is running from then on.
   * False if the stage is not admitted any longer.
   */
  intend(attempt: { id: string; run: string; stage: string; number: number }): Promise<boolean>;
  /** Saves the driver's id, which comes from the master or from the claim. */
  submitted(id: string, driver: string, reason: string, at: Date): Promise<void>;
  /** Replaces the driver's id: another driver holds the claim. */
  adopted(id: string, driver: string, reason: string): Promise<void>;
  running(
    id: string,
    seen: { application: string | null; reason: string; waitingSince: Date | null },
  ): Promise<void>;
  /** Saves the cause of a kill; the first one stays. */
  killing(id: string, cause: Killing): Promise<void>;
  /** Saves why the attempt is in its state, and its application once that is known. */
  explain(id: string, reason: string, application: string | null): Promise<void>;
  /** Saves an outcome, before the engine acts upon it. */
  ended(id: string, outcome: Outcome): Promise<void>;
  /** Attempts without an outcome. */
  open(): Promise<OpenAttempt[]>;
  /** Attempts with an outcome that has not been acted upon. */
  uncommitted(): Promise<OpenAttempt[]>;
  /** Acts upon an outcome, once: the stage changes, its children become ready or are skipped, the run may end. */
  commit(attempt: Attempt, commitment: Commitment): Promise<void>;
  /** The attempts that drivers and applications belong to. */
  owners(drivers: readonly string[], applications: readonly string[]): Promise<Owner[]>;
  /** Attempts with a driver that have ended and whose logs are not archived, oldest first. */
  unarchived(limit: number): Promise<Attempt[]>;
  archived(id: string): Promise<void>;
}

/** The attempt that a driver and an application belong to. */
export interface Owner {
  attempt: string;
  driver: string | null;
  application: string | null;
  /** Null while the attempt is open. */
  ended: Date | null;
}

export interface History {
  /** Transitions after a number, oldest first: all of one run, or the next thousand of all runs. */
  since(transition: number, run?: string): Promise<Transition[]>;
  /** The number of the newest transition; 0 if there is none. */
  last(): Promise<number>;
}

export interface Transition {
  id: number;
  run: string;
  stage: string | null;
  attempt: string | null;
  state: string;
  reason: string;
  at: Date;
}
