/** What a master remembers of drivers and applications. */
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
  /** How many executors it has ever been given: they are numbered. */
  given: number;
  started: Date;
  ended: Date | null;
}

/** The processes of a cluster, which a master starts and ends. */
export interface Processes {
  /** Starts a driver, not before the present turn of the event loop is over. */
  launch(driver: DriverRecord): void;
  /** Ends a driver by force. */
  kill(driver: DriverRecord): void;
  /** An application has got its first executor. */
  granted(application: ApplicationRecord): void;
  /** An application has been removed by the master. */
  removed(application: ApplicationRecord): void;
}

/** `20261121144305`, as in Spark's ids. */
export function stamp(time: Date): string {
  return time.toISOString().replace(/\D/g, '').slice(0, 14);
}
