/**
 * What the engine needs of the world. `store`, `spark` and `hdfs` implement these; tests may too.
 *
 * Every method may throw UnreachableError, which means "unknown" and never "absent".
 */
import type { Attempt, Outcome } from '../model/attempt.ts';
import type { ClaimSight, DriverSight } from '../model/outcome.ts';
import type { Pipeline, Size, Stage } from '../model/pipeline.ts';
import type { AttemptResult, Bookmark, SourceBookmark } from '../model/result.ts';
import type { Run, StageRun } from '../model/run.ts';

/** The run store. Each transition names the states that it expects, and does nothing where they don't hold. */
export interface Store {
  /** Makes the pipeline known, and says since when it has been, or its last slot of the schedule. */
  registerPipeline(name: string, now: Date): Promise<{ scheduledSince: Date }>;
  /** Inserts a queued run; null when the slot has been taken already. */
  insertRun(run: {
    id: string;
    pipeline: string;
    slot: string;
    reason: string;
  }): Promise<Run | null>;
  /** Notes the newest slot of the schedule that became a run. */
  noteSlot(pipeline: string, slot: Date): Promise<void>;
  run(id: string): Promise<Run | null>;
  /** Queued and running runs, oldest first. */
  activeRuns(): Promise<Run[]>;
  stages(run: string): Promise<StageRun[]>;
  attempts(run: string): Promise<Attempt[]>;
  /** Saves the plan whole: definition, release and every stage; roots are ready. */
  planRun(run: string, definition: Pipeline, release: string): Promise<void>;
  /** A queued run that can't be planned ends here. */
  failRun(run: string, reason: string): Promise<void>;

  /** Stages of running runs that are ready at a time, oldest run first. */
  readyStages(now: Date): Promise<StageRun[]>;
  admittedStages(): Promise<StageRun[]>;
  admitStage(run: string, stage: string): Promise<void>;
  /** Says why a ready stage still waits. */
  explainStage(run: string, stage: string, reason: string): Promise<void>;
  /** Fails a stage that never got as far as an attempt. */
  failStage(run: string, stage: string, reason: string): Promise<void>;

  /** The intent: the attempt's row, saved before anything is submitted; its stage is running from here. */
  intendAttempt(attempt: { id: string; run: string; stage: string; number: number }): Promise<void>;
  /** Keeps the driver's id, which the master gave or the claim told. */
  attemptSubmitted(id: string, driver: string, reason: string): Promise<void>;
  attemptRunning(id: string, application: string | null, reason: string): Promise<void>;
  attemptKilling(id: string, reason: string): Promise<void>;
  /** Saves an outcome, before anything is done about it. */
  attemptEnded(id: string, outcome: Outcome): Promise<void>;
  keepLog(id: string, log: string): Promise<void>;
  /** Attempts without an outcome. */
  openAttempts(): Promise<Attempt[]>;
  /** Attempts whose outcome has not been acted upon yet. */
  uncommittedAttempts(): Promise<Attempt[]>;

  /** What has happened after a transition's number, of one run or of all, oldest first. */
  transitions(after: number, run?: string): Promise<Transition[]>;
  /** The number of the newest transition. */
  lastTransition(): Promise<number>;

  /** The stage has succeeded; children whose parents all have become ready; the run may end. */
  commitSuccess(attempt: Attempt): Promise<void>;
  /** The stage is ready again, not before a time. */
  commitRetry(attempt: Attempt, notBefore: Date, reason: string): Promise<void>;
  /** The stage has failed, what comes after it is skipped, the run fails. */
  commitFailure(attempt: Attempt, reason: string): Promise<void>;
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

export interface Worker {
  id: string;
  alive: boolean;
  coresFree: number;
  /** MiB. */
  memoryFree: number;
  cores: number;
  memory: number;
}

export interface Application {
  id: string;
  name: string;
  /** Cores of the executors that it has. */
  cores: number;
}

/** One read of an ALIVE master. */
export interface ClusterState {
  workers: Worker[];
  /** Drivers that the master remembers. */
  drivers: ReadonlyMap<string, DriverSight>;
  applications: ReadonlyMap<string, Application>;
}

/** The Spark standalone cluster. */
export interface Cluster {
  state(): Promise<ClusterState>;
  /**
   * One POST, never repeated.
   *
   * @returns the driver's id
   * @throws AmbiguousSubmission (model/errors.ts) when the answer was lost and a driver may have been made
   */
  submit(submission: Submission): Promise<string>;
  /** Asks for the end of a driver; that it has ended is seen in the state. */
  kill(driver: string): Promise<void>;
  /** Last lines of what the driver printed; empty where its worker has them no more. */
  driverLog(driver: string, lines: number): Promise<string>;
}

export interface Submission {
  attempt: string;
  run: string;
  name: string;
  release: string;
  /** Address of the attempt's spec.json. */
  spec: string;
  stage: Stage;
}

/** What one attempt is asked to do: an entry of spec.json; see docs/contracts.md. */
export interface AttemptSpec {
  attempt: string;
  run: string;
  pipeline: string;
  stage: string;
  number: number;
  slot: string;
  release: string;
  job: string;
  args: string[];
  params: Record<string, string | number | boolean>;
  sources: Record<string, SourceSpec>;
}

export interface SourceSpec {
  kind: 'xid';
  url: string;
  user: string;
  secret: string;
  tables: Record<string, string>;
  bookmark: SourceBookmark | null;
}

export interface Claim {
  by: Exclude<ClaimSight, 'unknown' | 'none'>;
  driver: string | null;
}

/** An attempt's files on HDFS. */
export interface AttemptFiles {
  writeSpec(spec: AttemptSpec): Promise<string>;
  /** Null where nobody has claimed the attempt. */
  readClaim(attempt: string): Promise<Claim | null>;
  /** Tries to create the claim, so that no driver can; says who holds it then. */
  takeClaim(attempt: string, reason: string): Promise<Claim>;
  /** The application's id; null until the driver has one. */
  readApplication(attempt: string): Promise<string | null>;
  /** Null where there is none. @throws TerminalError when it can't be read as one */
  readResult(attempt: string): Promise<AttemptResult | null>;
}

/** The bookmark file. */
export interface Bookmarks {
  /** Null where there is none. @throws TerminalError when it is broken */
  read(): Promise<Bookmark | null>;
  /** Replaces the file at once and whole. */
  write(bookmark: Bookmark): Promise<void>;
}

export interface Releases {
  /** Makes sure that the jobs folder, as it is now, is on HDFS, and returns its hash. */
  deploy(): Promise<string>;
}

/** Address of a source's database, and the name of the secret with its password. */
export interface Connection {
  url: string;
  user: string;
  secret: string;
}

export interface Log {
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

/** Everything that a step of the engine may use. */
export interface World {
  store: Store;
  cluster: Cluster;
  attemptFiles: AttemptFiles;
  bookmarks: Bookmarks;
  releases: Releases;
  connections: Record<string, Connection>;
  pipelines: ReadonlyMap<string, Pipeline>;
  log: Log;
  /** One cheap question to each part, by the name that UnreachableError gives it. */
  probes: ReadonlyMap<string, () => Promise<unknown>>;
  now: () => Date;
  /** A few random lower-case letters and digits. */
  random: () => string;
}

/** What a stage asks of the cluster: its driver, and its first executor. */
export interface Demand {
  driver: Size;
  executor: Size;
}
