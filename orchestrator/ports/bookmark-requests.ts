/** Requests to move the bookmark: people save them, the engine applies them. */
import type { AgainMode } from '../model/result.ts';
import type { SourceKind } from '../model/source.ts';

export interface NewBookmarkRequest {
  id: string;
  source: string;
  mode: AgainMode;
  kind: SourceKind;
  /** Bounds from which the next load begins; 0 for a rebase. */
  tables: Record<string, string>;
  /** The user who asks. */
  by: string;
  reason: string;
}

export interface BookmarkRequest extends NewBookmarkRequest {
  requested: Date;
  /** When it was applied or refused; null before. */
  applied: Date | null;
  /** Why the request was refused; null if it was not. */
  refused: string | null;
}

/** The engine's part of the requests. */
export interface BookmarkQueue {
  /** Requests that are neither applied nor refused, oldest first. */
  pending(): Promise<BookmarkRequest[]>;
  /** Closes a request, once. @param refused - null if it was applied */
  close(id: string, refused: string | null): Promise<void>;
}

export interface BookmarkRequests {
  ask(request: NewBookmarkRequest): Promise<void>;
  get(id: string): Promise<BookmarkRequest | null>;
}
