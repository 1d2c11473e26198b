/** What the next load of a source would read, for `plan` and `doctor`. Nothing here has side effects. */
import type { AgainMode, SourceBookmark } from '../model/result.ts';
import type { Source, SourceKind } from '../model/source.ts';
import type { Connection } from './files.ts';
import type { Holder, SourceHolders } from './sources.ts';

export interface Sources extends SourceHolders {
  /**
   * Computes what the next load of a source would read. A table whose bound can't be right reports it in `problem`.
   *
   * @param bookmark - up to where it has been loaded; null if it never was
   * @throws UnreachableError if the database does not answer
   * @throws TerminalError if it refuses the user, or the secret is missing
   */
  window(
    connection: Connection,
    source: NamedSource,
    bookmark: SourceBookmark | null,
  ): Promise<SourceWindow>;
}

export interface NamedSource extends Pick<Source, 'kind' | 'lag' | 'tables'> {
  /** Its name in the pipeline. */
  name: string;
}

export interface SourceWindow {
  kind: SourceKind;
  /** Seconds before its bound that a load reads again. */
  lag: number;
  /** The PostgreSQL server; another server counts transactions differently. */
  systemIdentifier: string;
  /** The oldest transaction that may still be open. For kind xid, a load that began now would read up to it. */
  hi: string;
  tables: TableWindow[];
  /** The open write transaction at `hi`; null if there is none. */
  heldBy: Holder | null;
}

export interface TableWindow {
  table: string;
  /** The table of the lake that it is loaded into. */
  target: string;
  /** The column by which it is loaded; null if it has no suitable one. */
  cursor: string | null;
  /** Lower bound of the load; null if it would read all rows. */
  lo: string | null;
  /** Exclusive upper bound of a load that began now; null if it is not known. */
  hi: string | null;
  /** Whether the load repeats rows that the lake has, because of a rewind or rebase. */
  again: AgainMode | null;
  /** Null if they could not be counted; `problem` then says why. */
  rows: number | null;
  /** Rows of the table of deleted keys; null if there is none, or they could not be counted. */
  deletes: number | null;
  /** What would make the load wrong, or kept the rows from being counted. */
  problem: string | null;
  /** Whether an index begins with the cursor. Without one, each load reads the whole table. */
  indexed: boolean;
  /** Whether the cursor's times have no zone. Each load then reads about half a day before its bound again. */
  zoneless: boolean;
}
