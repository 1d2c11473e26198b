/** What runs on the simulated cluster, and what a driver finds there. */
import type { Submission } from '../../../orchestrator/engine/ports.ts';
import type { DriverSight } from '../../../orchestrator/model/outcome.ts';
import type { Size } from '../../../orchestrator/model/pipeline.ts';
import type { Files } from './files.ts';
import type { Lake } from './lake.ts';
import type { Universe } from './universe.ts';

/** Where a driver lives. */
export interface Site {
  universe: Universe;
  files: Files;
  lake: Lake;
  register(driver: SimDriver): void;
  /** A driver's process ends, and the master hears of it where it can. */
  end(driver: SimDriver, state: DriverSight): void;
}

export interface SimWorker {
  id: string;
  cores: number;
  memory: number;
  alive: boolean;
  /** Cut off from everybody else; what runs on it runs on. */
  cut: boolean;
}

export interface SimDriver {
  id: string;
  attempt: string;
  submission: Submission;
  /** What the master says. */
  state: DriverSight;
  worker: SimWorker | null;
  size: Size;
  /** Whether its process runs, whatever the master says. */
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
