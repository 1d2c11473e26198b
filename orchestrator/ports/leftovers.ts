/** Files that runs leave behind on HDFS and on workers' disks, for retention. */

export interface Leftover {
  /** The last part of its path: an attempt, an application, a release, a driver. */
  name: string;
  path: string;
  modified: Date;
}

/** On HDFS. Every method may throw UnreachableError; a missing folder counts as empty. */
export interface Leftovers {
  /** The folders of attempts. */
  attempts(): Promise<Leftover[]>;
  /** The folders of sessions. */
  sessions(): Promise<Leftover[]>;
  /** Spark's event logs, named by application. */
  events(): Promise<Leftover[]>;
  /** Releases of the jobs folder, and interrupted uploads, whose names begin with a dot. */
  releases(): Promise<Leftover[]>;
  /** The newest release's name; null if there is none. */
  currentRelease(): Promise<string | null>;
  /** The folder of an attempt, and the folder of its archived logs in it. */
  attemptPath(attempt: string): { files: string; logs: string };
  /** Removes a file or folder; a missing one is fine. */
  remove(path: string): Promise<void>;
  /** Writes a file of the archive, whole, and returns its path. */
  archive(name: string, text: string): Promise<string>;
}

/** Folders on this machine in which workers keep the output of drivers. */
export interface DriverFolders {
  list(): Promise<Leftover[]>;
  remove(path: string): Promise<void>;
}
