/** What runs leave behind on HDFS and on workers' disks, for retention. */

/** A file or folder that is there. */
export interface Leftover {
  /** The last part of its path: an attempt, an application, a release, a driver. */
  name: string;
  path: string;
  modified: Date;
}

/** On HDFS. Every method may throw UnreachableError; a folder that is not there holds nothing. */
export interface Leftovers {
  /** The folders of attempts. */
  attempts(): Promise<Leftover[]>;
  /** Spark's event logs, named by application. */
  events(): Promise<Leftover[]>;
  /** Releases of the jobs folder, uploads that broke off included (their names begin with a dot). */
  releases(): Promise<Leftover[]>;
  /** The newest release's name; null where there is none. */
  currentRelease(): Promise<string | null>;
  /** The folder of an attempt, and the folder of its archived logs in it. */
  attemptPath(attempt: string): { files: string; logs: string };
  /** Removes a file or folder; one that is not there is fine. */
  remove(path: string): Promise<void>;
  /** Writes a file of the archive, whole, and returns its path. */
  archive(name: string, text: string): Promise<string>;
}

/** The folders in which workers on this machine keep what drivers printed. */
export interface DriverFolders {
  list(): Promise<Leftover[]>;
  remove(path: string): Promise<void>;
}
