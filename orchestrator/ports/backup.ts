/** HDFS, the lake and the run store, for backup and restore. Every method may throw UnreachableError. */
import type { Readable } from 'node:stream';

export interface FileFacts {
  /** Absolute, on HDFS. */
  path: string;
  /** Bytes. */
  length: number;
  /** When its content was written, in milliseconds since 1970; a rename keeps it. */
  modified: number;
}

export interface TreeEntry extends Omit<FileFacts, 'path'> {
  name: string;
  folder: boolean;
}

/** Files of HDFS as streams. */
export interface FileTree {
  /** Null if the folder does not exist. */
  entries(folder: string): Promise<TreeEntry[] | null>;
  /** Null if the file does not exist. */
  facts(path: string): Promise<FileFacts | null>;
  /** The first `length` bytes of a file, or all if it has fewer; null if it does not exist. */
  open(path: string, length: number): Promise<Readable | null>;
  /** Creates or overwrites a file, with its parent folders. Its owner is the configured HDFS user. */
  create(path: string, content: Readable, length: number): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Moves a file or folder to a free name, or in place of an empty folder. @throws SparkwrightError otherwise */
  move(from: string, to: string): Promise<void>;
  /** Removes a file or a whole folder; a missing one is fine. */
  remove(path: string): Promise<void>;
}

/** A table of the lake at one version of its metadata. */
export interface SurveyedTable {
  /** Its folder on HDFS. */
  path: string;
  version: number;
  /** Files that existed while that version was the newest; of the metadata files, only that version's. */
  files: FileFacts[];
}

/** The content of a warehouse folder: tables, and files outside of tables. */
export interface Survey {
  tables: SurveyedTable[];
  plain: FileFacts[];
}

/** The names of an attempt's files and branches. */
export interface AttemptName {
  id: string;
  run: string;
  stage: string;
  number: number;
}

/** The store at one moment. */
export interface StoreCopy {
  /** The migrations that made its tables, in order. */
  migrations: string[];
  /** Each table after those that its foreign keys refer to. */
  tables: { name: string; columns: string[]; rows: number }[];
}

export interface StoreCopies {
  /**
   * Copies every table, all as of one moment.
   *
   * @param keep - saves the output of COPY for each table
   */
  copyOut(keep: (table: string, content: Readable) => Promise<void>): Promise<StoreCopy>;
  /** Attempts created since an hour before a time. */
  attemptsSince(time: Date): Promise<AttemptName[]>;
  /**
   * Creates the tables of a copy in an empty store, or migrates to them.
   *
   * @throws TerminalError if the store has other migrations, or this version does not know them
   */
  prepare(migrations: readonly string[]): Promise<void>;
  /** Takes the lease, so that no orchestrator can lead. @throws TerminalError if one does */
  lead(): Promise<LedStore>;
}

/** An empty store that no orchestrator can write to. */
export interface LedStore {
  /** @throws TerminalError if there are runs */
  assertEmpty(): Promise<void>;
  /**
   * Fills the tables and ends open attempts, in one transaction.
   *
   * @param later - attempts created after the copy, whose ids must not be used again
   * @param open - returns the output of COPY for a table
   * @param beforeCommit - rolls the transaction back if it throws
   * @returns the number of attempts that were open
   */
  copyIn(
    copy: StoreCopy,
    later: readonly AttemptName[],
    open: (table: string) => Readable,
    beforeCommit: () => Promise<void>,
  ): Promise<number>;
  release(): Promise<void>;
}
