import type { World } from '../engine/ports.ts';

/** Which of several orchestrators moves runs forward. */
export interface Lead {
  /** Whether this one leads; asks for the lead where it doesn't. */
  leads(): Promise<boolean>;
  close(): Promise<void>;
}

/** What a command is given by the composition root. */
export interface Rooms {
  world: World;
  /** Pages that a person may want to look at. */
  addresses: { sparkPages: string[]; hdfsPages: string[] };
  /** Brings the store's tables up to date. */
  prepareStore: () => Promise<void>;
  /** @param wake - called when somebody made a run */
  openLead(wake: () => void): Lead;
  close(): Promise<void>;
}

/** Wires the rooms; the level of the log may be the command's own. */
export type OpenRooms = (logLevel?: string) => Promise<Rooms>;
