import type { FileTree, StoreCopies, Survey } from '../engine/ports.ts';

/** What backing up and restoring work with. */
export interface BackupParts {
  /** As Sparkwright itself. */
  tree: FileTree;
  /** As drivers, to whom the lake belongs. */
  driversTree: FileTree;
  store: StoreCopies;
  /** The file system as the metadata of tables names it: `hdfs://host:port`. */
  fs: string;
  /** Version of this Sparkwright. */
  version: string;
  /** Tables and other files below a folder, as of one moment. */
  survey(folder: string): Promise<Survey>;
}

/** How far it has come. */
export interface Progress {
  /** What is being done: `copied`, `restored`. */
  what: string;
  files: number;
  bytes: number;
  allFiles: number;
  allBytes: number;
}
