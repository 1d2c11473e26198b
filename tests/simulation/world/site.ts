/** The parts of a simulated cluster. */
import type { Submission } from '../../../orchestrator/ports/ports.ts';
import type { DriverSight } from '../../../orchestrator/model/verdict.ts';
import type { Size } from '../../../orchestrator/model/pipeline.ts';
import type { Files } from './files.ts';
import type { Lake } from './lake.ts';
import type { Universe } from './universe.ts';

/** The environment of a driver. */
export interface Site {
  universe: Universe;
  files: Files;
  lake: Lake;
  /** What each attempt was submitted with: a host gets only the attempt's id. */
  submissions: ReadonlyMap<string, Submission>;
  register(driver: SimDriver): void;
  /** Adds an attempt's process in a host. */
  share(process: SimDriver): void;
  /** Ends a driver's process; the master learns of it unless it has given the driver up. */
  end(driver: SimDriver, state: DriverSight): void;
}

export interface SimWorker {
  id: string;
  cores: number;
  memory: number;
  alive: boolean;
  /** Whether its network is cut off; its processes run on. */
  cut: boolean;
}

export interface SimDriver {
  id: string;
  attempt: string;
  submission: Submission;
  /** The state that the master shows. */
  state: DriverSight;
  worker: SimWorker | null;
  size: Size;
  /** Whether its process runs, which the master may not know. */
  alive: boolean;
  application: SimApplication | null;
}

export interface SimApplication {
  id: string;
  name: string;
  driver: SimDriver | null;
  size: Size;
  count: number;
  executors: SimWorker[];
}
