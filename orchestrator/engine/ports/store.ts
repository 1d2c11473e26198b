/**
 * The run store: the only truth. Each transition names the states that it expects and does nothing where they don't hold;
 * what the engine writes carries the number of its lease, and is refused (FencedOut) once another orchestrator leads.
 */
import type { Attempt, Commitment, Killing, OpenAttempt, Outcome } from '../../model/attempt.ts';
import type { Pipeline } from '../../model/pipeline.ts';
import type { AdmittedTurn, NewRun, Run, RunState, StageRun, StageTurn } from '../../model/run.ts';
import type { BookmarkMoves, BookmarkRequests } from './bookmark-moves.ts';
import type { RetentionStore } from './retention.ts';

export interface Store {
  pipelines: PipelineStore;
  runs: RunStore;
  stages: StageStore;
  attempts: AttemptStore;
  history: History;
  bookmarkMoves: BookmarkMoves;
  bookmarkRequests: BookmarkRequests;
  retention: RetentionStore;
  /** Makes sure that this orchestrator leads still, before an effect that the store can't guard. @throws FencedOut */
  assertLead(): Promise<void>;
}

/** What the store knows of a pipeline. */
export interface KnownPipeline {
  name: string;
  /** Why its schedule and triggers rest, or null. */
  paused: string | null;
  /** The first slot of its schedule that has not been taken; null where there is none. */
  nextSlot: Date | null;
  /** What its triggers start from: files and successes before it start nothing. */
  since: Date;
}

export interface PipelineStore {
  /**
   * Makes a pipeline known. A schedule that is new or has changed begins at `nextSlot`; one that is known goes on.
   *
   * @param schedule - any text that differs where the schedule does
   */
  register(name: string, schedule: string, nextSlot: Date | null, now: Date): Promise<void>;
  /** The same for many at once. */
  registerAll(
    pipelines: readonly { name: string; schedule: string; nextSlot: Date | null }[],
    now: Date,
  ): Promise<void>;
  list(): Promise<KnownPipeline[]>;
  /** Pipelines that are not paused and whose next slot has come. */
  due(now: Date): Promise<(KnownPipeline & { nextSlot: Date })[]>;
  /** Makes runs of slots and goes on to the next, unless somebody took `slot` before. */
  take(name: string, slot: Date, runs: NewRun[], next: Date | null): Promise<void>;
  pause(name: string, reason: string): Promise<boolean>;
  /** @param nextSlot - where its schedule goes on */
  resume(name: string, nextSlot: Date | null, now: Date): Promise<boolean>;
  /** The number of this version of a pipeline and its jobs; a new one where either has changed. */
  version(definition: Pipeline, release: string): Promise<number>;
  /** The number of this version where it is known, and the newest number (0 where there is none); makes nothing. */
  findVersion(
    definition: Pipeline,
    release: string,
  ): Promise<{ known: number | null; newest: number }>;
  definition(name: string, version: number): Promise<Pipeline | null>;
}

export interface RunFilter {
  pipeline?: string;
  states?: readonly RunState[];
  limit: number;
}

export interface RunStore {
  /** Inserts a run; null when its slot has been taken already. */
  insert(run: NewRun): Promise<Run | null>;
  /** Finds a run by its id, or by the beginning of its id where that is unambiguous. */
  get(id: string): Promise<Run | null>;
  /** Newest first. */
  list(filter: RunFilter): Promise<Run[]>;
  /** The first queued runs of each pipeline, in the order in which they may start. */
  queued(now: Date): Promise<Run[]>;
  /** How many runs of each pipeline are queued, and how many running or killing. */
  active(): Promise<ReadonlyMap<string, { queued: number; running: number }>>;
  /** Whether anything is queued, running or killing. */
  busy(): Promise<boolean>;
  /** Saves the plan whole: version, release and every stage; roots are ready. */
  plan(
    run: string,
    plan: { version: number; release: string; definition: Pipeline; deadline: Date | null },
  ): Promise<void>;
  /** A queued run that can't be planned ends here. */
  fail(run: string, reason: string): Promise<void>;
  /** Runs whose deadline has passed. */
  overdue(now: Date): Promise<Run[]>;
  /**
   * Asks for the end of a run: what waits is killed at once, open attempts are then killed by the engine.
   * False where it has ended already.
   */
  kill(run: string, reason: string, as: 'killed' | 'failed'): Promise<boolean>;
  /** Runs that are being killed and none of whose stages is under way any more. */
  killing(): Promise<Run[]>;
  /** Nothing of it runs on the cluster either: it has ended as it was asked to. */
  endKilled(run: string): Promise<void>;
  /** Successes of a pipeline since a time for which another has no run yet, oldest first. */
  successesWithout(upstream: string, since: Date, downstream: string): Promise<Run[]>;
  /**
   * Runs stages of a run that has ended once more: those named with all that comes after them, or else every one that
   * did not succeed. False where the run has not ended.
   */
  retry(run: string, from: readonly string[] | null, reason: string): Promise<boolean>;
  /** Counts a stage that failed, was skipped or killed as succeeded, and goes on behind it. */
  markSucceeded(run: string, stage: string, reason: string): Promise<boolean>;
  /** Runs that have ended and of which nobody has been told, oldest first. */
  unalerted(limit: number): Promise<Run[]>;
  alerted(run: string): Promise<void>;
}

export interface StageStore {
  of(run: string): Promise<StageRun[]>;
  /** Stages of running runs that are ready at a time: by priority, then oldest run first. */
  ready(now: Date, limit: number): Promise<StageTurn[]>;
  admitted(): Promise<AdmittedTurn[]>;
  /** How many places of each pool are taken by admitted and running stages; Infinity where one of them takes all. */
  pools(): Promise<ReadonlyMap<string, number>>;
  admit(stages: readonly { run: string; name: string }[]): Promise<void>;
  /** Says why ready stages still wait. */
  explain(stages: readonly { run: string; name: string; reason: string }[]): Promise<void>;
  /** Fails a stage that never got as far as an attempt. */
  fail(run: string, stage: string, reason: string): Promise<void>;
}

export interface AttemptStore {
  get(id: string): Promise<Attempt | null>;
  of(run: string): Promise<Attempt[]>;
  /**
   * The intent: the attempt's row, saved before anything is submitted; its stage is running from here.
   * False where the stage is not to be started any more.
   */
  intend(attempt: { id: string; run: string; stage: string; number: number }): Promise<boolean>;
  /** Keeps the driver's id, which the master gave or the claim told. */
  submitted(id: string, driver: string, reason: string, at: Date): Promise<void>;
  /** The driver that holds its claim is not the one that was known. */
  adopted(id: string, driver: string, reason: string): Promise<void>;
  running(
    id: string,
    seen: { application: string | null; reason: string; waitingSince: Date | null },
  ): Promise<void>;
  /** Says that it is being killed, and keeps the first cause. */
  killing(id: string, cause: Killing): Promise<void>;
  /** Says how it goes, and keeps its application where that has become known. */
  explain(id: string, reason: string, application: string | null): Promise<void>;
  /** Saves an outcome, before anything is done about it. */
  ended(id: string, outcome: Outcome): Promise<void>;
  /** Attempts without an outcome. */
  open(): Promise<OpenAttempt[]>;
  /** Attempts whose outcome has not been acted upon yet. */
  uncommitted(): Promise<OpenAttempt[]>;
  /** Acts upon an outcome, once: the stage moves, its children become ready or are skipped, the run may end. */
  commit(attempt: Attempt, commitment: Commitment): Promise<void>;
  /** The attempts that drivers and applications belong to. */
  owners(drivers: readonly string[], applications: readonly string[]): Promise<Owner[]>;
  /** Attempts with a driver that have ended and whose logs are not archived yet, oldest first. */
  unarchived(limit: number): Promise<Attempt[]>;
  archived(id: string): Promise<void>;
}

/** Whose a driver and an application are. */
export interface Owner {
  attempt: string;
  driver: string | null;
  application: string | null;
  /** Null while the attempt is open. */
  ended: Date | null;
}

export interface History {
  /** What has happened after a transition's number, oldest first: all of one run, or of all runs the next thousand. */
  since(transition: number, run?: string): Promise<Transition[]>;
  /** The number of the newest transition. */
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
