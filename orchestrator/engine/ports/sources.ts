/** Databases that stages load from, asked without side effects. */
import type { Source } from '../../model/pipeline.ts';
import type { SourceBookmark } from '../../model/result.ts';
import type { Connection } from './files.ts';

export interface Sources {
  /**
   * What the next load of a source would read. A table whose bound can't be right says so in `refused`.
   *
   * @param bookmark - up to where it has been loaded; null where nothing says so
   * @throws UnreachableError where the database does not answer; TerminalError where it refuses the user, or the secret is missing
   */
  window(
    connection: Connection,
    source: Pick<Source, 'tables'>,
    bookmark: SourceBookmark | null,
  ): Promise<SourceWindow>;
}

export interface SourceWindow {
  /** Of the PostgreSQL server; another one counts transactions anew. */
  systemIdentifier: string;
  /** The bound, exclusive, up to which a load that began now would go: the oldest transaction that may still be open. */
  hi: string;
  tables: TableWindow[];
  /** The open write transaction that holds `hi` back, where there is one. */
  heldBy: Holder | null;
}

export interface TableWindow {
  table: string;
  /** The table of the lake that it is loaded into. */
  target: string;
  /** Where the load would begin; null for a first load. */
  lo: string | null;
  /** Null where it could not be counted; `problem` then says why. */
  rows: number | null;
  /** What keeps the load from being right, or the rows from being counted. */
  problem: string | null;
  /** Whether an index begins with the column `xid`: without one, each load reads the whole table. */
  indexed: boolean;
}

/** Who keeps a transaction open. */
export interface Holder {
  /** Of its backend; null for a prepared transaction, which outlives its connection. */
  pid: number | null;
  /** Its application_name, or the name of the prepared transaction. */
  name: string;
  /** Seconds since the transaction began; null where the user may not see it. */
  age: number | null;
}
