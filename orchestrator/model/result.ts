import type { Expectation } from './expectation.ts';
import type { SourceKind } from './source.ts';

/** What a driver leaves in result.json; see docs/contracts.md. */
export interface AttemptResult {
  version: 1;
  attempt: string;
  driver: string;
  application: string | null;
  status: 'succeeded' | 'failed';
  error: AttemptError | null;
  /** By table of the lake; in rows. */
  rows: Record<string, RowCounts>;
  snapshots: Record<string, Snapshot>;
  /** What the bookmark file should say of each source from now on. */
  bookmark: Record<string, ProposedBookmark> | null;
  /** Of failed attempts too. */
  expectations: Expectation[];
  started: string;
  ended: string;
}

export interface RowCounts {
  /** Null where the job did not say. */
  read: number | null;
  written: number;
  quarantined: number;
}

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

/** Up to where one source has been loaded. Bounds are exclusive, 64-bit, and so kept as text. */
export interface SourceBookmark {
  system_identifier: string;
  /** `snapshot`: of a table of the lake that is derived from others; its bounds are snapshots that it has read. */
  kind: SourceKind | 'snapshot';
  /** In the unit of the kind: a transaction id, a key, or microseconds since the epoch. */
  tables: Record<string, string>;
  again?: Again | undefined;
}

/** Rows that are to be loaded once more, in place of those that the lake has. */
export interface Again {
  /** Of the request that somebody made. */
  id: string;
  /** From a bound on; or compared with the lake, row by row, for a server whose bounds mean something else. */
  mode: AgainMode;
  /** The bounds to go on from; of a rebase 0. */
  tables: Record<string, string>;
}

export type AgainMode = 'rewind' | 'rebase';

/** What an attempt proposes. `again` says which request it has met, and for which tables: without them, all that it proposes. */
export interface ProposedBookmark extends Omit<SourceBookmark, 'again'> {
  again?:
    | {
        id: string;
        mode?: AgainMode | undefined;
        tables?: Record<string, string> | undefined;
      }
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
