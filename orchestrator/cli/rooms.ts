import type { BackupParts } from '../backup/parts.ts';
import type { Settings } from '../config.ts';
import type { Engine } from '../engine/engine.ts';
import type {
  DriverFolders,
  LakeTables,
  Lease,
  Leftovers,
  Sources,
  Store,
  Suites,
  World,
} from '../engine/ports.ts';

/** What a command is given by the composition root. */
export interface Rooms {
  /** For commands that people type: its store needs no lead. */
  world: World;
  store: Store;
  /** Pages that a person may want to look at. */
  addresses: { sparkPages: string[]; hdfsPages: string[] };
  sources: Sources;
  /** Tables of the lake, by their own metadata. */
  lake: LakeTables;
  suites: Suites;
  leftovers: Leftovers;
  driverFolders: DriverFolders;
  backupParts: BackupParts;
  /** Brings the world's pipelines up to date with their files; true where any has changed. */
  reload: () => Promise<boolean>;
  /** The hash that the jobs folder would be released under. */
  jobsHash: () => Promise<string>;
  /** Brings the store's tables up to date. */
  prepareStore: () => Promise<void>;
  /** Until when the orchestrator that leads does so, if it renews its lease no more; null where none leads. */
  leadsUntil: () => Promise<Date | null>;
  /** What the engine works with: a store whose writes carry the lease, and the news that wake it. */
  openEngine(): {
    world: World;
    lease: Lease;
    /** Has news wake it, and monitors told of it. */
    attach(engine: Pick<Engine, 'wake' | 'unreachable'>): void;
    close(): Promise<void>;
  };
  close(): Promise<void>;
}

/** What a verb needs beside the store. */
export interface Opening {
  /** Loads the pipelines, which then must be without fault; else the world has none. */
  pipelines?: boolean;
  /** Reads the key of Spark's REST API now, and not at the first use. */
  cluster?: boolean;
  /** The level of the log, where it is the verb's own. */
  logLevel?: string;
}

export type OpenRooms = (settings: Settings, opening: Opening) => Promise<Rooms>;
