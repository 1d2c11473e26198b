/** The Spark standalone cluster. Every method may throw UnreachableError, which means "unknown" and never "absent". */
import type { DriverSight } from '../../model/outcome.ts';
import type { Size, Stage } from '../../model/pipeline.ts';

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

export interface Driver {
  id: string;
  state: DriverSight;
  /** The worker that it is, or was, on. */
  worker: string | null;
  cores: number;
  /** MiB. */
  memory: number;
}

/** One read of an ALIVE master. */
export interface ClusterState {
  workers: Worker[];
  /** Drivers that the master remembers. */
  drivers: ReadonlyMap<string, Driver>;
  /** Applications that have not ended. */
  applications: ReadonlyMap<string, Application>;
}

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
  /** Asks for the end of an application whose driver is gone. */
  killApplication(application: string): Promise<void>;
  /** The ends of what a driver and its executors printed, as far as their workers still have it. */
  logs(driver: string | null, application: string | null): Promise<LogFile[]>;
  /** The attempt that a driver was started for, told by its command; null for a stranger's. */
  attemptOf(driver: string): Promise<string | null>;
}

export interface LogFile {
  /** `driver.stdout`, `executor-0.stderr`, ... */
  name: string;
  text: string;
}

export interface Submission {
  attempt: string;
  run: string;
  name: string;
  release: string;
  /** Address of the attempt's spec.json. */
  spec: string;
  /** Its memory already scaled, its templates filled in. */
  stage: Stage;
}

/** What a stage asks of the cluster: its driver, and its first executor. */
export interface Demand {
  driver: Size;
  executor: Size;
}
