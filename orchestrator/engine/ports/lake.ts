/** What the tables of the lake consist of, told by their own metadata, without Spark. */

/** One table, as main shows it now. */
export interface TableFacts {
  /** With its catalog: `lake.bronze.orders`. */
  name: string;
  /** Rows of its data files, less those that files of deleted rows take away. */
  rows: number;
  /** Data files. */
  files: number;
  /** Bytes of these. */
  bytes: number;
  /** Files of deleted rows, which a reader has to lay over the others. */
  deleteFiles: number;
  /** Of all branches and tags. */
  snapshots: number;
  /** The snapshot that main shows; null where the table is empty. */
  snapshot: string | null;
  /** When rows were last added, changed or removed: compaction is no such change. Null where no snapshot tells. */
  changed: Date | null;
}

/** A table whose metadata can't be read, and why. */
export interface UnreadableTable {
  name: string;
  unreadable: string;
}

export interface LakeTables {
  /**
   * Every table that is asked for, by name; none where there is no warehouse yet.
   *
   * @param asked - of a table's full name
   * @throws UnreachableError
   */
  tables(asked: (name: string) => boolean): Promise<(TableFacts | UnreadableTable)[]>;
}

/** What is needed of HDFS for that. @throws UnreachableError */
export interface LakeFiles {
  /** Null where there is no such folder. */
  list(path: string): Promise<{ name: string; folder: boolean }[] | null>;
  bytes(path: string): Promise<Buffer>;
}
