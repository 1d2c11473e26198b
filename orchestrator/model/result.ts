import type { Expectation } from './expectation.ts';
import type { SourceKind } from './source.ts';

/** The content of result.json, which a driver writes last; see docs/typescript-and-python.md. */
export interface AttemptResult {
  version: 1;
  attempt: string;
  driver: string;
  application: string | null;
  status: 'succeeded' | 'failed';
  error: AttemptError | null;
  /** By table name in the lake. */
  rows: Record<string, RowCounts>;
  /** Published snapshots, by table name in the lake. */
  snapshots: Record<string, Snapshot>;
  /** The bookmark that the attempt proposes, by source; null if it proposes none. */
  bookmark: Record<string, ProposedBookmark> | null;
  /** Checked expectations; failed attempts have them too. */
  expectations: Expectation[];
  /** Warnings about a successful load, such as a truncated source table. */
  warnings?: string[] | undefined;
  started: string;
  ended: string;
}

/** Numbers of rows. */
export interface RowCounts {
  /** Null if the job did not report it. */
  read: number | null;
  written: number;
  quarantined: number;
}

/** Ids of an Iceberg snapshot and its parent. */
export interface Snapshot {
  snapshot: string;
  parent: string | null;
  tag: string | null;
}

export interface AttemptError {
  class: string;
  message: string;
  retryable: boolean;
  traceback?: string | undefined;
}

/** How far one source has been loaded. Bounds are exclusive; they have 64 bits, so they are text. */
export interface SourceBookmark {
  system_identifier: string;
  /** `snapshot`: a lake table derived from others; its bounds are the snapshots that it has read. */
  kind: SourceKind | 'snapshot';
  /** Bounds by table: transaction ids, keys, microseconds since the epoch, or snapshot ids, depending on the kind. */
  tables: Record<string, string>;
  /** A request that no attempt has fulfilled yet. */
  again?: Again | undefined;
}

/** A request to load rows again; they replace those in the lake. */
export interface Again {
  /** Id of the request. */
  id: string;
  mode: AgainMode;
  /** The bounds to load from, by table; 0 for a rebase. */
  tables: Record<string, string>;
}

/**
 * - `rewind`: load again from a lower bound.
 * - `rebase`: compare all rows with the lake, because the bounds of a new server mean something else.
 */
export type AgainMode = 'rewind' | 'rebase';

/**
 * The bookmark that an attempt proposes. `again` names the request that it fulfils, and for which tables; by default
 * all.
 */
export interface ProposedBookmark extends Omit<SourceBookmark, 'again'> {
  again?:
    | { id: string; mode?: AgainMode | undefined; tables?: Record<string, string> | undefined }
    | undefined;
}

/** The bookmark file. */
export interface Bookmark {
  version: 1;
  sources: Record<string, SourceBookmark>;
  run: string;
  attempt: string;
  time: string;
}
