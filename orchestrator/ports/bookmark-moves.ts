/** The history of the bookmark, for `sparkwright bookmark`. */
import type { AgainMode, SourceBookmark } from '../model/result.ts';

/** A move of one table's bound, by an attempt that succeeded or by a request. */
export interface BookmarkMove {
  /** When the attempt ended, or the request was applied. */
  time: Date;
  what: 'load' | AgainMode;
  pipeline: string | null;
  run: string | null;
  attempt: string | null;
  source: string;
  table: string;
  kind: SourceBookmark['kind'];
  /** The server that was loaded; null for a request, which names none. */
  system: string | null;
  /** Exclusive upper bound of the load; for a request, where the next load begins. */
  bound: string;
  /** Rows written to the table of the lake; null if the result does not report them. */
  rows: number | null;
  /** The request, or the one that the load fulfilled. */
  request: string | null;
  by: string | null;
  reason: string | null;
}

export interface MoveFilter {
  pipeline?: string;
  source?: string;
  limit: number;
}

export interface BookmarkMoves {
  /** The newest moves, at most `limit`, newest last. */
  list(filter: MoveFilter): Promise<BookmarkMove[]>;
}
