import type { FileTree, StoreCopies, Survey } from '../ports/backup.ts';

/** What backup and restore need of the world. */
export interface BackupParts {
  /** HDFS as Sparkwright's own user. */
  tree: FileTree;
  /** HDFS as the user of drivers, who owns the lake. */
  driversTree: FileTree;
  store: StoreCopies;
  /** The file system as table metadata names it: `hdfs://host:port`. */
  fs: string;
  /** Version of this Sparkwright. */
  version: string;
  /** Tables and other files below a folder, as of one moment. */
  survey(folder: string): Promise<Survey>;
  /** Why the table in a folder can't be read; null if it can. */
  faultOf(table: string): Promise<string | null>;
}

export interface Progress {
  /** `copied` or `restored`. */
  what: string;
  files: number;
  bytes: number;
  allFiles: number;
  allBytes: number;
}
