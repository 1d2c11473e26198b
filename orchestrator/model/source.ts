/** Tables of a database. A stage loads each of them into a table of the lake, by a cursor. */
export interface Source {
  kind: SourceKind;
  /** How far before its bound a load of kind `timestamp` starts, in seconds; 0 for the other kinds. */
  lag: number;
  /** By table name in the source. */
  tables: Record<string, SourceTable>;
}

/** The order in which rows are loaded: by transaction id, by a growing key, or by the time of the last change. */
export type SourceKind = 'xid' | 'id' | 'timestamp';

export interface SourceTable {
  /** Name of the table in the lake. */
  target: string;
  /** Name of the cursor's column; null for the primary key. */
  cursor: string | null;
  /** Columns that identify a row; empty for the primary key. */
  key: string[];
  /** `append` if rows are only added; `merge` if they also change, so that loads merge them on the key. */
  mode: 'append' | 'merge';
  /** Column of event time; null if there is none, and then no backfill is possible. */
  time: string | null;
  /** Table of the same database that lists deleted keys; null if there is none. */
  deletes: string | null;
  /** Number of parallel JDBC reads; null leaves it to the job. */
  partitions: number | null;
  /** How the numeric key is split among them; null leaves it to the job. */
  split: 'range' | 'modulus' | null;
  /** Rows per round trip of a read; null leaves it to the job. */
  fetch_size: number | null;
  /** Columns to load; empty for all. */
  columns: string[];
  /** Columns to leave out; empty for none. */
  exclude: string[];
  /** Whether a load stops when a column was removed or has changed its type. */
  drift: Record<'removed' | 'retyped', Drift>;
}

export type Drift = 'stop' | 'allow';

/** A table with only a target: every other field has its default. */
export function plainTable(kind: SourceKind, target: string): SourceTable {
  return {
    target,
    cursor: kind === 'xid' ? 'xid' : null,
    key: [],
    mode: kind === 'timestamp' ? 'merge' : 'append',
    time: null,
    deletes: null,
    partitions: null,
    split: null,
    fetch_size: null,
    columns: [],
    exclude: [],
    drift: { removed: 'stop', retyped: 'stop' },
  };
}

/** A source as stored before tables had fields of their own. */
interface EarlierSource {
  kind: 'xid';
  tables: Record<string, string>;
  time?: Record<string, string>;
}

/** Upgrades a stored source, whichever version of Sparkwright wrote it. */
export function storedSource(stored: Source | EarlierSource): Source {
  const { kind, tables } = stored;
  const time = 'time' in stored ? stored.time : undefined;
  const now = Object.entries<string | SourceTable>(tables).map(([name, table]) => [
    name,
    typeof table === 'string'
      ? { ...plainTable(kind, table), time: time?.[name] ?? null }
      : { ...plainTable(kind, table.target), ...table },
  ]);
  return {
    kind,
    lag: 'lag' in stored ? stored.lag : 0,
    tables: Object.fromEntries(now) as Source['tables'],
  };
}
