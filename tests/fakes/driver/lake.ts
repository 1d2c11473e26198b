/**
 * A lake that fake drivers load. Appended rows are visible once their attempt publishes. A load that began before another one
 * published fails, as Iceberg's fast-forward does.
 */
import type { ProposedBookmark } from '../../../orchestrator/model/result.ts';
import { JobError, type DriverProcess, type Play, type Published } from './play.ts';

/** A load of one table: the source's transactions from `lo` to `hi`, exclusive. */
export interface Load {
  attempt: string;
  source: string;
  /** The source's table. */
  table: string;
  /** The lake's table. */
  target: string;
  lo: number;
  hi: number;
  /** The rewind or rebase that it fulfils by replacing the rows from `lo` on. */
  again?: string;
}

export class FakeLake {
  /** The next transaction of every source. */
  hi: number;
  /** Published loads, oldest first. */
  readonly loads: Load[] = [];
  readonly #opened = new WeakMap<DriverProcess, Load[]>();

  constructor(hi = 100) {
    this.hi = hi;
  }

  /** The bound of a table of the lake; 0 before the first load. */
  bound(target: string): number {
    return this.loads.findLast((load) => load.target === target)?.hi ?? 0;
  }

  /** The number of times that a table contains a transaction. */
  timesLoaded(target: string, transaction: number): number {
    return this.loads.filter(
      (load) => load.target === target && load.lo <= transaction && transaction < load.hi,
    ).length;
  }

  /** Jobs that load new transactions of every source of their attempt; a backfill loads none. */
  readonly play: Play = {
    body: ({ attempt, sources, backfill }, driver) => {
      const windows = Object.entries(backfill ? {} : sources).flatMap(
        ([source, { tables, bookmark }]) =>
          Object.entries(tables).map(([table, { target }]) => {
            const again = bookmark?.again?.tables[table];
            const lo = Number(again ?? this.bound(target));
            const load = { attempt, source, table, target, lo, hi: Math.max(lo, this.hi) };
            return again === undefined ? load : { ...load, again: bookmark?.again?.id ?? '' };
          }),
      );
      this.#opened.set(driver, windows);
    },
    publish: (_attempt, driver) => this.#publish(this.#opened.get(driver) ?? []),
  };

  #publish(windows: Load[]): Published {
    for (const { target, lo, again } of windows)
      if (again !== undefined)
        for (const load of this.loads)
          if (load.target === target) load.hi = Math.max(load.lo, Math.min(load.hi, lo));
    for (const { target, lo, again } of windows)
      if (again === undefined && this.bound(target) !== lo)
        throw new JobError('MainMovedError', `${target} went from ${lo} to ${this.bound(target)}`);
    this.loads.push(...windows);
    const result = { rows: {}, snapshots: {}, bookmark: {} } satisfies Published;
    for (const { attempt, source, table, target, lo, hi, again } of windows) {
      const rows = { read: hi - lo, written: hi - lo, quarantined: 0 };
      const tag = `sparkwright-${attempt}`;
      Object.assign(result.rows, { [target]: rows });
      Object.assign(result.snapshots, {
        [target]: { snapshot: String(hi), parent: String(lo), tag },
      });
      const known = (result.bookmark as Record<string, ProposedBookmark>)[source];
      const tables = { ...known?.tables, [table]: String(hi) };
      const met = { ...known?.again?.tables, ...(again !== undefined && { [table]: String(lo) }) };
      const id = again ?? known?.again?.id;
      Object.assign(result.bookmark, {
        [source]: {
          system_identifier: '7312',
          kind: 'xid',
          tables,
          ...(id !== undefined && { again: { id, tables: met } }),
        },
      });
    }
    return windows.length === 0 ? {} : result;
  }
}
