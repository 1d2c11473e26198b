import type { Lease, Store, World } from '../engine/ports.ts';

/** What a command is given by the composition root. */
export interface Rooms {
  /** For commands that people type: its store needs no lead. */
  world: World;
  store: Store;
  /** Pages that a person may want to look at. */
  addresses: { sparkPages: string[]; hdfsPages: string[] };
  /** Brings the store's tables up to date. */
  prepareStore: () => Promise<void>;
  /** What the engine works with: a store whose writes carry the lease, and the news that wake it. */
  openEngine(): {
    world: World;
    lease: Lease;
    onWake(wake: () => void): void;
    close(): Promise<void>;
  };
  close(): Promise<void>;
}

/** Wires the rooms; the level of the log may be the command's own. */
export type OpenRooms = (logLevel?: string) => Promise<Rooms>;
