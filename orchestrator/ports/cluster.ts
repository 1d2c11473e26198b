/** The Spark standalone cluster. Every method may throw UnreachableError, which means "unknown" and never "absent". */
import type { DriverSight } from '../model/verdict.ts';
import type { Size, Stage } from '../model/pipeline.ts';
import type { SessionWish } from '../model/session.ts';

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
  /** Cores of its executors. */
  cores: number;
}

export interface Driver {
  id: string;
  state: DriverSight;
  /** The worker that it is, or was, on; null if it has none. */
  worker: string | null;
  cores: number;
  /** MiB. */
  memory: number;
}

/** One read of an ALIVE master. */
export interface ClusterState {
  workers: Worker[];
  /** Drivers that the master remembers: all live ones, and the last ended ones. */
  drivers: ReadonlyMap<string, Driver>;
  /** Applications that have not ended. */
  applications: ReadonlyMap<string, Application>;
}

export interface Cluster {
  state(): Promise<ClusterState>;
  /**
   * Sends one POST, and never repeats it.
   *
   * @returns the driver's id
   * @throws AmbiguousSubmission if the answer was lost and there may be a driver
   */
  submit(submission: Submission): Promise<string>;
  /** Requests the end of a driver; only the state shows that it has ended. */
  kill(driver: string): Promise<void>;
  /** Requests the end of an application whose driver is gone. */
  killApplication(application: string): Promise<void>;
  /** The last part of the output of a driver and its executors, if their workers still have it. */
  logs(driver: string | null, application: string | null): Promise<LogFile[]>;
  /** The attempt in a driver's launch command; null if it is a stranger's. */
  attemptOf(driver: string): Promise<string | null>;
}

export interface LogFile {
  /** `driver.stdout`, `executor-0.stderr`, ... */
  name: string;
  text: string;
}

export interface Submission {
  /** The attempt, or the session whose host this is. */
  attempt: string;
  run: string;
  name: string;
  release: string;
  /** Address of the attempt's spec.json. */
  spec: string;
  /** With its memory already scaled and its templates filled in. */
  stage: Stage;
  /** The session that the attempt shall share; without it, the attempt gets an application of its own. */
  session?: SessionWish | null;
  /** What the driver runs: an attempt by default. */
  program?: 'attempt' | 'session';
}

/** A stage's driver and first executor, which must both fit. */
export interface Demand {
  driver: Size;
  executor: Size;
}
