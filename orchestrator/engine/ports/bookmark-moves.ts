/** What moves the bookmark, and has moved it. */
import type { AgainMode, SourceBookmark } from '../../model/result.ts';
import type { SourceKind } from '../../model/source.ts';

/** A move of the bookmark, for one table: by an attempt that succeeded, or by what somebody asked for. */
export interface BookmarkMove {
  /** When the attempt ended, or the bookmark was written. */
  time: Date;
  what: 'load' | AgainMode;
  pipeline: string | null;
  run: string | null;
  attempt: string | null;
  source: string;
  table: string;
  kind: SourceBookmark['kind'];
  /** Of the server that was loaded; null of a request, which is of none. */
  system: string | null;
  /** Up to where the table was loaded, exclusive; of a request, where to go on from. */
  bound: string;
  /** Rows written to the table of the lake; null where the result does not say. */
  rows: number | null;
  /** The request, or the one that the load has met. */
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
  /** Newest last; of the newest attempts and requests, at most so many moves. */
  list(filter: MoveFilter): Promise<BookmarkMove[]>;
}

/** What somebody asks of a source's bookmark. */
export interface NewBookmarkRequest {
  id: string;
  source: string;
  mode: AgainMode;
  kind: SourceKind;
  /** Bounds to go on from; of a rebase 0. */
  tables: Record<string, string>;
  /** Who asks. */
  by: string;
  reason: string;
}

export interface BookmarkRequest extends NewBookmarkRequest {
  requested: Date;
  /** When it was seen to; null till then. */
  applied: Date | null;
  /** Why the bookmark stays as it is; null where it does not. */
  refused: string | null;
}

export interface BookmarkRequests {
  ask(request: NewBookmarkRequest): Promise<void>;
  get(id: string): Promise<BookmarkRequest | null>;
  /** Those that nobody has seen to, oldest first. */
  pending(): Promise<BookmarkRequest[]>;
  /** It has been seen to, once. */
  settle(id: string, refused: string | null): Promise<void>;
}
