import type { Expectation } from './expectation.ts';

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
  bookmark: Record<string, SourceBookmark> | null;
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
  kind: 'xid';
  tables: Record<string, string>;
}

/** The bookmark file. */
export interface Bookmark {
  version: 1;
  sources: Record<string, SourceBookmark>;
  run: string;
  attempt: string;
  time: string;
}
