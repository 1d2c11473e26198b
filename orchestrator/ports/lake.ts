/** Facts about the tables of the lake, read from their metadata without Spark. */

/** One table, as its branch main shows it. */
export interface TableFacts {
  /** With its catalog: `lake.bronze.orders`. */
  name: string;
  /** Live rows: rows in data files minus rows in position-delete files. */
  rows: number;
  /** Data files. */
  files: number;
  /** Bytes of the data files. */
  bytes: number;
  /** Delete files, which a reader must merge with the data files. */
  deleteFiles: number;
  /** Snapshots of all branches and tags. */
  snapshots: number;
  /** The snapshot of main; null if the table is empty. */
  snapshot: string | null;
  /** When rows were last added, changed or removed; compaction does not count. Null if no snapshot says so. */
  changed: Date | null;
}

/** A table whose metadata can't be read, and why. */
export interface UnreadableTable {
  name: string;
  unreadable: string;
}

export interface LakeTables {
  /**
   * Reads the tables that pass a filter, sorted by name; empty if there is no warehouse yet.
   *
   * @param wanted - gets a table's full name
   * @throws UnreachableError
   */
  tables(wanted: (name: string) => boolean): Promise<(TableFacts | UnreadableTable)[]>;
}

/** The files of the lake on HDFS. @throws UnreachableError */
export interface LakeFiles {
  /** Null if the folder does not exist. */
  list(path: string): Promise<{ name: string; folder: boolean }[] | null>;
  bytes(path: string): Promise<Buffer>;
}
