import type { Session } from '../model/session.ts';
import type { Claim } from './files.ts';

/** Rows of sessions in the run store. Each transition names the states that it expects. */
export interface SessionStore {
  /** Sessions that are not closed, oldest first. */
  open(): Promise<Session[]>;
  /** The sessions of drivers, closed ones too. */
  ofDrivers(drivers: readonly string[]): Promise<Session[]>;
  /** Saves a session before its host is submitted. */
  intend(session: Pick<Session, 'id' | 'key' | 'run' | 'size' | 'places'>, at: Date): Promise<void>;
  /** Saves the host's driver id, also that of another host which holds the claim. */
  submitted(id: string, driver: string): Promise<void>;
  /** Saves the application's id. */
  registered(id: string, application: string): Promise<void>;
  /** Counts an attempt, before it is assigned. False if the session takes no more attempts. */
  taken(id: string): Promise<boolean>;
  /** Saves since when it has had no attempt. */
  idle(id: string, since: Date): Promise<void>;
  closing(id: string, reason: string, since: Date): Promise<void>;
  closed(id: string, reason: string): Promise<void>;
  /** Removes closed sessions. */
  forget(ids: readonly string[]): Promise<void>;
}

/** The orders for a session's host: an entry of its spec.json. */
export interface SessionSpec {
  session: string;
  release: string;
  /** The most attempts that it takes. */
  attempts: number;
  /** Seconds after which it closes by itself, should nobody close it. */
  age: number;
  idle: number;
}

/** An attempt that a host shall run. */
export interface Assignment {
  attempt: string;
  /** Address of the attempt's spec.json. */
  spec: string;
  /** Properties of its Spark session. */
  settings: Record<string, string>;
  /** Environment variables of its process. */
  environment: Record<string, string>;
}

/** How the process of an attempt ended. */
export interface ProcessEnd {
  /** The exit code, or minus the number of the signal that ended it. */
  code: number;
}

/** A session's files on HDFS. Every method may throw UnreachableError, which means "unknown" and never "absent". */
export interface SessionFiles {
  /** @returns the address of spec.json */
  writeSpec(spec: SessionSpec): Promise<string>;
  /** Puts an attempt into the inbox. False if the host takes no more attempts. */
  assign(session: string, assignment: Assignment): Promise<boolean>;
  /** Attempts that are in the inbox: they wait, or run. */
  assigned(session: string): Promise<ReadonlySet<string>>;
  /** Asks the host to end an attempt. */
  requestKill(session: string, attempt: string): Promise<void>;
  /** Asks the host to end after its last attempt. */
  requestClose(session: string): Promise<void>;
  /** Null while the process runs, or if it never began. */
  ended(attempt: string): Promise<ProcessEnd | null>;
  /** Null until the host has registered one. */
  readApplication(session: string): Promise<string | null>;
  /** Tries to create the claim as a tombstone, so that no host can; returns the claim that exists then. */
  takeClaim(session: string, reason: string): Promise<Claim>;
}
