/** HDFS. Every method may throw UnreachableError, which means "unknown" and never "absent". */
import type { FoundFile } from '../model/arrival.ts';
import type { ClaimSight } from '../model/verdict.ts';
import type { ParamValue } from '../model/pipeline.ts';
import type { AttemptResult, Bookmark, SourceBookmark } from '../model/result.ts';
import type { Source } from '../model/source.ts';
import type { LogFile } from './cluster.ts';

/** The orders of an attempt: an entry of spec.json; see docs/typescript-and-python.md. */
export interface AttemptSpec {
  attempt: string;
  run: string;
  pipeline: string;
  stage: string;
  number: number;
  slot: string;
  interval: { start: string; end: string };
  backfill: boolean;
  /** Whether the stage replaces the whole content of its tables. */
  full_refresh: boolean;
  release: string;
  job: string;
  args: string[];
  params: Record<string, ParamValue>;
  sources: Record<string, SourceSpec>;
}

export interface SourceSpec extends Connection, Source {
  bookmark: SourceBookmark | null;
}

/** Address of a source's database, and the name of the secret with its password. */
export interface Connection {
  url: string;
  user: string;
  secret: string;
  /** Local file with the certificate that the orchestrator's own connections trust. */
  ca_file?: string | undefined;
}

export interface Claim {
  by: ClaimSight & ('driver' | 'tombstone');
  /** The driver that holds it; null for a tombstone. */
  driver: string | null;
}

/** An attempt's files on HDFS. */
export interface AttemptFiles {
  /** @returns the address of spec.json */
  writeSpec(spec: AttemptSpec): Promise<string>;
  /** Null if the attempt is not claimed. */
  readClaim(attempt: string): Promise<Claim | null>;
  /** Tries to create the claim as a tombstone, so that no driver can; returns the claim that exists then. */
  takeClaim(attempt: string, reason: string): Promise<Claim>;
  /** Tries to create the publish claim, so that no driver can publish; returns the claim that exists then. */
  takePublish(attempt: string, reason: string): Promise<Claim>;
  /** The application's id; null until the driver has one. */
  readApplication(attempt: string): Promise<string | null>;
  /** Null if there is none. @throws TerminalError if it is broken */
  readResult(attempt: string): Promise<AttemptResult | null>;
  /** Saves the logs of an attempt. */
  archive(attempt: string, logs: readonly LogFile[]): Promise<void>;
}

/** The bookmark file. */
export interface Bookmarks {
  /** Null if there is none. @throws TerminalError if it is broken */
  read(): Promise<Bookmark | null>;
  /** Replaces the file in one step. */
  write(bookmark: Bookmark): Promise<void>;
}

export interface Releases {
  /** Uploads the jobs folder, unless HDFS has it already, and returns its hash. */
  deploy(): Promise<string>;
}

/** Files on HDFS that other systems write. */
export interface Arrivals {
  /** Files and folders that match a pattern; `*` stands for any characters within one name. */
  matching(pattern: string): Promise<FoundFile[]>;
}
