/** What the engine needs of the world. `store`, `spark` and `hdfs` implement these; tests may too. */
import type { Pipeline } from '../model/pipeline.ts';
import type { Cluster } from './ports/cluster.ts';
import type { Arrivals, AttemptFiles, Bookmarks, Connection, Releases } from './ports/files.ts';
import type { Store } from './ports/store.ts';

export type * from './ports/backup.ts';
export type * from './ports/bookmark-moves.ts';
export type * from './ports/cluster.ts';
export type * from './ports/files.ts';
export type * from './ports/lake.ts';
export type * from './ports/leftovers.ts';
export type * from './ports/measures.ts';
export type * from './ports/retention.ts';
export type * from './ports/sources.ts';
export type * from './ports/store.ts';
export type * from './ports/suites.ts';

/** Which of several orchestrators leads. */
export interface Lease {
  /** Takes the lead where it is free, or keeps it; false while another leads. */
  hold(): Promise<boolean>;
  /** Lets the lead go, so that another needs not wait until it runs out. */
  release(): Promise<void>;
}

export interface Log {
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

/** Time, for the engine. */
export interface Clock {
  /** What the clock on the wall says: for slots. */
  now(): Date;
  /** A time that never jumps while the process lives: for timeouts and pauses. */
  steady(): Date;
  /** Resolves after a time, or at once when the signal comes. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Everything that a step of the engine may use. */
export interface World {
  store: Store;
  cluster: Cluster;
  attemptFiles: AttemptFiles;
  bookmarks: Bookmarks;
  releases: Releases;
  arrivals: Arrivals;
  clock: Clock;
  /** POSTs a body of JSON. @throws RetryableError */
  notify(webhook: string, body: object): Promise<void>;
  /** From 0 to 1. */
  random: () => number;
  log: Log;
  /** One cheap question to each part, by the name that UnreachableError gives it. */
  probes: ReadonlyMap<string, () => Promise<unknown>>;
  pipelines: ReadonlyMap<string, Pipeline>;
  connections: Record<string, Connection>;
  /** Places of each pool. */
  pools: Record<string, number>;
  patience: Patience;
}

/** How long the engine waits before it does something about it, in seconds. */
export interface Patience {
  /** Until an application without executors, or a driver without a worker, counts as starved. */
  starvation: number;
  /** Until a kill that shows no effect is escalated. */
  kill: number;
}
