/** What a stage loads from: tables of a database, each into a table of the lake, by a cursor. */
export interface Source {
  kind: SourceKind;
  /** Seconds that a load by `timestamp` reads again before its bound; 0 for the other kinds. */
  lag: number;
  /** By the source's own names of them. */
  tables: Record<string, SourceTable>;
}

/**
 * The order in which rows are loaded: of their transactions, of a key that grows, or of the time of their last change.
 */
export type SourceKind = 'xid' | 'id' | 'timestamp';

export interface SourceTable {
  /** The table of the lake that it is loaded into. */
  target: string;
  /** Column of the cursor; null means the primary key. */
  cursor: string | null;
  /** Columns that tell rows apart; empty means the primary key. */
  key: string[];
  /** Whether rows only come, or change as well, and are then merged on the key. */
  mode: 'append' | 'merge';
  /** Column of event time; without it, no range of time can be loaded again. */
  time: string | null;
  /** Table of the same database whose rows name deleted keys, or null. */
  deletes: string | null;
  /** How many JDBC reads at once; null leaves it to the job. */
  partitions: number | null;
  /** How the numeric key is cut into them; null leaves it to the job. */
  split: 'range' | 'modulus' | null;
  /** How many rows a read fetches at once; null leaves it to the job. */
  fetch_size: number | null;
  /** What becomes of a load when a column is gone, or has another type. */
  drift: Record<'removed' | 'retyped', Drift>;
}

export type Drift = 'stop' | 'allow';

/** A table of which nothing more is said than where it goes. */
export function plainTable(kind: SourceKind, target: string): SourceTable {
  return {
    ...{ target, cursor: kind === 'xid' ? 'xid' : null, key: [] },
    mode: kind === 'timestamp' ? 'merge' : 'append',
    ...{ time: null, deletes: null, partitions: null, split: null, fetch_size: null },
    drift: { removed: 'stop', retyped: 'stop' },
  };
}

/** A source as Sparkwright wrote it down before tables had fields of their own. */
interface EarlierSource {
  kind: 'xid';
  tables: Record<string, string>;
  time?: Record<string, string>;
}

/** A source of a definition that the store has kept, whichever version of Sparkwright wrote it. */
export function storedSource(stored: Source | EarlierSource): Source {
  const { kind, tables } = stored;
  const time = 'time' in stored ? stored.time : undefined;
  const now = Object.entries<string | SourceTable>(tables).map(([name, table]) => [
    name,
    typeof table === 'string' ? { ...plainTable(kind, table), time: time?.[name] ?? null } : table,
  ]);
  return {
    kind,
    lag: 'lag' in stored ? stored.lag : 0,
    tables: Object.fromEntries(now) as Source['tables'],
  };
}
