/** Databases that stages load from, asked without side effects. */
import type { AgainMode, SourceBookmark } from '../../model/result.ts';
import type { Source, SourceKind } from '../../model/source.ts';
import type { Connection } from './files.ts';

export interface Sources {
  /**
   * What the next load of a source would read. A table whose bound can't be right says so in `problem`.
   *
   * @param bookmark - up to where it has been loaded; null where nothing says so
   * @throws UnreachableError where the database does not answer; TerminalError where it refuses the user, or the secret is missing
   */
  window(
    connection: Connection,
    source: NamedSource,
    bookmark: SourceBookmark | null,
  ): Promise<SourceWindow>;
  /**
   * The open write transaction that has begun first, or null.
   *
   * @throws as `window` does
   */
  holder(connection: Connection): Promise<Holder | null>;
}

export interface NamedSource extends Pick<Source, 'kind' | 'lag' | 'tables'> {
  /** As the pipeline names it. */
  name: string;
}

export interface SourceWindow {
  kind: SourceKind;
  /** Seconds before its bound that a load reads again. */
  lag: number;
  /** Of the PostgreSQL server; another one counts transactions anew. */
  systemIdentifier: string;
  /** The oldest transaction that may still be open: of kind xid, up to where a load that began now would go. */
  hi: string;
  tables: TableWindow[];
  /** The open write transaction that `hi` stands at, where there is one. */
  heldBy: Holder | null;
}

export interface TableWindow {
  table: string;
  /** The table of the lake that it is loaded into. */
  target: string;
  /** Its column by which it is loaded; null where it has none such. */
  cursor: string | null;
  /** The bound where the load would begin; null where it would read all rows. */
  lo: string | null;
  /** The bound, exclusive, up to which a load that began now would go; null where that is not known. */
  hi: string | null;
  /** Whether it would be a load of rows that the lake has, since somebody has asked for that. */
  again: AgainMode | null;
  /** Null where it could not be counted; `problem` then says why. */
  rows: number | null;
  /** Rows of the table of deleted keys; null where there is none, or it could not be counted. */
  deletes: number | null;
  /** What keeps the load from being right, or the rows from being counted. */
  problem: string | null;
  /** Whether an index begins with the cursor: without one, each load reads the whole table. */
  indexed: boolean;
}

/** Who keeps a transaction open. */
export interface Holder {
  /** The transaction. */
  xid: string;
  /** Of its backend; null for a prepared transaction, which outlives its connection. */
  pid: number | null;
  /** Its application_name, or the name of the prepared transaction. */
  name: string;
  /** Seconds since the transaction began; null where the user may not see it. */
  age: number | null;
}
