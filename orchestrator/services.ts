import type { BackupParts } from './backup/parts.ts';
import type { Settings } from './config.ts';
import type { Engine } from './engine/engine.ts';
import type { StepObserver } from './engine/loop.ts';
import type { ArchivedLogs } from './ports/archived-logs.ts';
import type { LakeTables } from './ports/lake.ts';
import type { DriverFolders, Lease, Leftovers, Store, World } from './ports/ports.ts';
import type { Sources } from './ports/source-windows.ts';
import type { Suites } from './ports/suites.ts';

/** Everything that the composition root opens for a command. */
export interface Services {
  /** For commands of people: writes of its store need no lead. */
  world: World & { store: Store };
  store: Store;
  /** Web pages for people. */
  addresses: { sparkPages: string[]; hdfsPages: string[] };
  sources: Sources;
  lake: LakeTables;
  suites: Suites;
  archivedLogs: ArchivedLogs;
  leftovers: Leftovers;
  driverFolders: DriverFolders;
  backupParts: BackupParts;
  /** Rereads the pipeline files into the world; true if any has changed. */
  reload: () => Promise<boolean>;
  /** The release hash of the jobs folder as it is now. */
  jobsHash: () => Promise<string>;
  /** Migrates the store. */
  prepareStore: () => Promise<void>;
  /** When the current lease expires; null if nobody leads. */
  leadsUntil: () => Promise<Date | null>;
  /** Opens the engine's own store, whose writes carry the lease's number, and the server that wakes it. */
  openEngine(): {
    world: World;
    lease: Lease;
    /** Gets the duration of each step, for the metrics. */
    observe: StepObserver;
    /** Connects wake-ups and metrics with a started engine. */
    attach(engine: Pick<Engine, 'wake' | 'unreachable'>): void;
    close(): Promise<void>;
  };
  close(): Promise<void>;
}

/** What a verb needs besides the store. */
export interface Opening {
  /** Loads the pipelines; without it the world has none. */
  pipelines?: boolean;
  /** Reads the key of Spark's REST API at once, instead of at its first use. */
  cluster?: boolean;
  /** Overrides the configured log level. */
  logLevel?: string;
}

export type OpenServices = (settings: Settings, opening: Opening) => Promise<Services>;
