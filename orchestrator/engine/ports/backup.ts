/** What a backup needs of HDFS, of the lake and of the run store. Every method may throw UnreachableError. */
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
  /** Null where there is no such folder. */
  entries(folder: string): Promise<TreeEntry[] | null>;
  /** Null where there is no such file. */
  facts(path: string): Promise<FileFacts | null>;
  /** A file's first bytes, `length` of them unless it has fewer; null where there is no such file. */
  open(path: string, length: number): Promise<Readable | null>;
  /** Creates a file, or overwrites it, with the folders above it. Its owner is the HDFS user of the configuration. */
  create(path: string, content: Readable, length: number): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Moves a file or folder to a name that is free, or in place of an empty folder. @throws SparkwrightError otherwise */
  move(from: string, to: string): Promise<void>;
  /** Removes a file or a whole folder; one that is not there is fine. */
  remove(path: string): Promise<void>;
}

/** A table of the lake at one version of its metadata. */
export interface SurveyedTable {
  /** Its folder. */
  path: string;
  version: number;
  /** Files that were there while that version was the newest; of its metadata files, that version's alone. */
  files: FileFacts[];
}

/** What a warehouse's folder holds: tables, and files that belong to none. */
export interface Survey {
  tables: SurveyedTable[];
  plain: FileFacts[];
}

/** An attempt, as its files and its branches are named. */
export interface AttemptName {
  id: string;
  run: string;
  stage: string;
  number: number;
}

/** The store as of one moment. */
export interface StoreCopy {
  /** The migrations that made its tables, in their order. */
  migrations: string[];
  /** In an order in which they can be filled. */
  tables: { name: string; columns: string[]; rows: number }[];
}

export interface StoreCopies {
  /**
   * Copies every table out, all as of one moment.
   *
   * @param keep - takes what COPY writes of a table
   */
  copyOut(keep: (table: string, content: Readable) => Promise<void>): Promise<StoreCopy>;
  /** Attempts that were made shortly before a time, or since. */
  attemptsSince(time: Date): Promise<AttemptName[]>;
  /**
   * Makes the tables of a copy in a store that has none, or goes on to them.
   *
   * @throws TerminalError where its tables are of other migrations, or these are not known here
   */
  prepare(migrations: readonly string[]): Promise<void>;
  /** Leads, so that no orchestrator can. @throws TerminalError where one does */
  lead(): Promise<LedStore>;
}

/** An empty store that nobody else may write to. */
export interface LedStore {
  /** @throws TerminalError where there are runs */
  assertEmpty(): Promise<void>;
  /**
   * Fills the tables, and ends attempts that were open, in one transaction.
   *
   * @param later - attempts made after the copy, whose names must not be given again
   * @param open - what COPY has written of a table
   * @param beforeCommit - the transaction is rolled back where it throws
   * @returns how many attempts were open
   */
  copyIn(
    copy: StoreCopy,
    later: readonly AttemptName[],
    open: (table: string) => Readable,
    beforeCommit: () => Promise<void>,
  ): Promise<number>;
  release(): Promise<void>;
}
