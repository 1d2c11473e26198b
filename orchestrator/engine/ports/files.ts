/** HDFS. Every method may throw UnreachableError, which means "unknown" and never "absent". */
import type { ClaimSight } from '../../model/outcome.ts';
import type { ParamValue } from '../../model/pipeline.ts';
import type { AttemptResult, Bookmark, SourceBookmark } from '../../model/result.ts';
import type { Source } from '../../model/source.ts';
import type { LogFile } from './cluster.ts';

/** What one attempt is asked to do: an entry of spec.json; see docs/contracts.md. */
export interface AttemptSpec {
  attempt: string;
  run: string;
  pipeline: string;
  stage: string;
  number: number;
  slot: string;
  interval: { start: string; end: string };
  backfill: boolean;
  /** What the stage writes is made anew, as a whole. */
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
  /** A file of this machine with the certificate that the orchestrator's own questions trust. */
  ca_file?: string | undefined;
}

export interface Claim {
  by: ClaimSight & ('driver' | 'tombstone');
  /** The driver that holds it. */
  driver: string | null;
}

/** An attempt's files on HDFS. */
export interface AttemptFiles {
  /** @returns the address of spec.json */
  writeSpec(spec: AttemptSpec): Promise<string>;
  /** Null where nobody has claimed the attempt. */
  readClaim(attempt: string): Promise<Claim | null>;
  /** Tries to create the claim, so that no driver can; says who holds it then. */
  takeClaim(attempt: string, reason: string): Promise<Claim>;
  /** Tries to create the publish claim, so that no driver can publish; says who holds it then. */
  takePublish(attempt: string, reason: string): Promise<Claim>;
  /** The application's id; null until the driver has one. */
  readApplication(attempt: string): Promise<string | null>;
  /** Null where there is none. @throws TerminalError when it can't be read as one */
  readResult(attempt: string): Promise<AttemptResult | null>;
  /** Keeps the logs of an attempt. */
  archive(attempt: string, logs: readonly LogFile[]): Promise<void>;
  /** Archived logs; empty where there are none. */
  readArchive(attempt: string): Promise<LogFile[]>;
}

/** The bookmark file. */
export interface Bookmarks {
  /** Null where there is none. @throws TerminalError when it is broken */
  read(): Promise<Bookmark | null>;
  /** Replaces the file at once and whole. */
  write(bookmark: Bookmark): Promise<void>;
}

export interface Releases {
  /** Makes sure that the jobs folder, as it is now, is on HDFS, and returns its hash. */
  deploy(): Promise<string>;
}

export interface Arrival {
  path: string;
  modified: Date;
  /** Bytes; a file that is still written grows. */
  length: number;
}

/** Files that others leave on HDFS. */
export interface Arrivals {
  /** Files and folders that match a pattern, in which `*` stands for any characters within one name. */
  matching(pattern: string): Promise<Arrival[]>;
}
