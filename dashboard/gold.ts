/** Reads the gold data from HDFS: small CSV files, each of which the stage `serve` replaces atomically. */
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { unlessMissing } from '../orchestrator/hdfs/remote-exception.ts';
import type { Hdfs } from '../orchestrator/hdfs/webhdfs.ts';
import { total, type Branch, type Gold } from './summary.ts';

const FOLDER = '/data/gold';
const BRANCHES = 'delivery_by_branch.csv';
const BEFORE = 'delivery_by_branch_before.csv';
const DAYS = 'delivery_by_branch_day.csv';
/** The files that the page offers for download. */
export const CSV_FILES: readonly string[] = [BRANCHES, DAYS];

/** The stage renames one file after the other, so for a moment their totals differ. */
const TRIES = 3;

const count = z.coerce.number().int().nonnegative();
const measures = {
  branch: z.string(),
  orders: count,
  delivered: count,
  // Empty if there are no deliveries.
  avg_delivery_hours: z
    .string()
    .regex(/^(\d+(\.\d+)?)?$/)
    .transform((text) => (text === '' ? null : Number(text))),
};
const branchRows = z.array(z.object(measures));
const dayRows = z.array(z.object({ ...measures, day: z.iso.date() }));

export interface GoldReader {
  /** The current data; the files are read again only if one of them has changed. */
  read(): Promise<Gold>;
  /** The content of a file; null if there is no such file yet. */
  csv(name: string): Promise<string | null>;
}

export function openGold(hdfs: Pick<Hdfs, 'list' | 'read'>): GoldReader {
  let cache: { version: string; gold: Gold } | undefined;
  return {
    async read() {
      try {
        const files = await modificationTimes(hdfs);
        const made = Math.max(files.get(BRANCHES) ?? 0, files.get(DAYS) ?? 0);
        if (!files.has(BRANCHES) || !files.has(DAYS)) return { state: 'empty' };
        const version = JSON.stringify([...files].sort());
        if (cache?.version !== version) cache = { version, gold: await readAll(hdfs, made) };
        return cache.gold;
      } catch (error) {
        return {
          state: 'unreachable',
          reason: error instanceof Error ? error.message : String(error),
        };
      }
    },
    csv: (name) => readIfThere(hdfs, name),
  };
}

/** Milliseconds since 1970, by file name. */
async function modificationTimes(hdfs: Pick<Hdfs, 'list'>): Promise<Map<string, number>> {
  const files = (await unlessMissing(hdfs.list(FOLDER))) ?? [];
  return new Map(files.map(({ pathSuffix, modificationTime }) => [pathSuffix, modificationTime]));
}

async function readAll(hdfs: Pick<Hdfs, 'read'>, made: number): Promise<Gold> {
  for (let left = TRIES; ; left -= 1) {
    const [now, before, days] = await Promise.all(
      [BRANCHES, BEFORE, DAYS].map((name) => readIfThere(hdfs, name)),
    );
    const branches = branchesOf(now ?? '', before ?? '');
    const byDay = dayRows
      .parse(rowsOf(days ?? ''))
      .map(({ avg_delivery_hours: hours, ...row }) => ({ ...row, hours }));
    if (total(branches).orders === total(byDay).orders || left === 1)
      return { state: 'ready', made: new Date(made).toISOString(), branches, days: byDay };
  }
}

function branchesOf(now: string, before: string): Branch[] {
  const earlier = new Map(branchRows.parse(rowsOf(before)).map((row) => [row.branch, row]));
  return branchRows.parse(rowsOf(now)).map(({ branch, orders, delivered, avg_delivery_hours }) => {
    const previous = earlier.get(branch);
    return {
      branch,
      orders,
      delivered,
      hours: avg_delivery_hours,
      before: previous ? { orders: previous.orders, hours: previous.avg_delivery_hours } : null,
    };
  });
}

function rowsOf(csv: string): unknown[] {
  return parse(csv, { columns: true });
}

function readIfThere(hdfs: Pick<Hdfs, 'read'>, name: string): Promise<string | null> {
  return unlessMissing(hdfs.read(`${FOLDER}/${name}`));
}
