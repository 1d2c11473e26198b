/** A master's records of drivers and applications. */
import type { ApplicationRequest, DriverRequest } from './submission.ts';
import type { ExecutorRecord, FakeWorker, Size } from './worker.ts';

export type DriverState =
  'SUBMITTED' | 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED' | 'ERROR' | 'RELAUNCHING' | 'UNKNOWN';

export interface DriverRecord extends Size {
  id: string;
  request: DriverRequest;
  state: DriverState;
  worker: FakeWorker | null;
  submitted: Date;
}

export interface ApplicationRecord {
  id: string;
  /** Its driver's id. */
  driver: string;
  request: ApplicationRequest;
  state: 'WAITING' | 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED';
  executors: Map<ExecutorRecord, FakeWorker>;
  /** The number of executors that it has had, from which the next one gets its id. */
  given: number;
  started: Date;
  ended: Date | null;
}

/** The processes of a cluster, which a master starts and ends. */
export interface Processes {
  /** Starts a driver after the current turn of the event loop. */
  launch(driver: DriverRecord): void;
  /** Kills a driver. */
  kill(driver: DriverRecord): void;
  /** Called when an application gets its first executor. */
  granted(application: ApplicationRecord): void;
  /** Called when the master removes an application. */
  removed(application: ApplicationRecord): void;
}

/** `20261121144305`, as in Spark's ids. */
export function stamp(time: Date): string {
  return time.toISOString().replace(/\D/g, '').slice(0, 14);
}
