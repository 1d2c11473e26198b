/**
 * The engine's ports: interfaces that `store`, `spark`, `hdfs` and tests implement. Ports of other rooms
 * are imported from their own files: archived-logs, backup, lake, measures, source-windows, suites.
 */
import type { Pipeline } from '../model/pipeline.ts';
import type { Cluster } from './cluster.ts';
import type { SessionLimits } from '../model/session.ts';
import type { Arrivals, AttemptFiles, Bookmarks, Connection, Releases } from './files.ts';
import type { SessionFiles } from './sessions.ts';
import type { EngineStore } from './store.ts';

export type * from './bookmark-requests.ts';
export type * from './cluster.ts';
export type * from './files.ts';
export type * from './leftovers.ts';
export type * from './retention.ts';
export type * from './seen-files.ts';
export type * from './sessions.ts';
export type * from './sources.ts';
export type * from './store.ts';

/** Which of several orchestrators leads; see store/lease.ts. */
export interface Lease {
  /** Takes or keeps the lead; false while another orchestrator has it. */
  hold(): Promise<boolean>;
  /** Whether this orchestrator may still believe that it leads. False in doubt: the store has not confirmed it for seconds. */
  leads(): boolean;
}

export interface Log {
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

export interface Clock {
  /** The wall clock, for slots. */
  now(): Date;
  /** A clock that never jumps while the process lives, for timeouts and pauses. */
  steady(): Date;
  /** Resolves after a time, or at once when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Everything that a step of the engine may use. */
export interface World {
  store: EngineStore;
  cluster: Cluster;
  attemptFiles: AttemptFiles;
  sessionFiles: SessionFiles;
  bookmarks: Bookmarks;
  releases: Releases;
  arrivals: Arrivals;
  clock: Clock;
  /** POSTs a JSON body. @throws RetryableError */
  notify(webhook: string, body: object): Promise<void>;
  /** From 0 to 1. */
  random: () => number;
  log: Log;
  /** One cheap question to each part, by `UnreachableError.part`. */
  probes: ReadonlyMap<string, () => Promise<unknown>>;
  pipelines: ReadonlyMap<string, Pipeline>;
  /** Whether a pipeline file is left out because of a fault; a missing pipeline may be in that file. */
  incomplete: () => boolean;
  connections: Record<string, Connection>;
  /** Slots of each pool. */
  pools: Record<string, number>;
  patience: Patience;
  sessionLimits: SessionLimits;
}

/** Seconds that the engine waits before it acts. */
export interface Patience {
  /** Until an application without executors, or a driver without a worker, counts as starved. */
  starvation: number;
  /** Until a kill without effect is escalated. */
  kill: number;
}
