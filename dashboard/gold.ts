/** The gold data as the serving stage leaves it on HDFS: small CSV files, each replaced as a whole. */
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { FileNotFound } from '../orchestrator/hdfs/remote-exception.ts';
import type { Hdfs } from '../orchestrator/hdfs/webhdfs.ts';
import { total, type Branch, type Gold } from './summary.ts';

const FOLDER = '/data/gold';
const BRANCHES = 'delivery_by_branch.csv';
const BEFORE = 'delivery_by_branch_before.csv';
const DAYS = 'delivery_by_branch_day.csv';
/** What the page offers for download. */
export const CSV_FILES: readonly string[] = [BRANCHES, DAYS];

/** The two files are renamed one after the other, so that between these two moments they don't fit. */
const TRIES = 3;

const count = z.coerce.number().int().nonnegative();
const measures = {
  branch: z.string(),
  orders: count,
  delivered: count,
  // Empty while nothing of it is delivered.
  avg_delivery_hours: z
    .string()
    .regex(/^(\d+(\.\d+)?)?$/)
    .transform((text) => (text === '' ? null : Number(text))),
};
const branchRows = z.array(z.object(measures));
const dayRows = z.array(z.object({ ...measures, day: z.iso.date() }));

export interface GoldReader {
  /** What there is now; HDFS is asked for the files only where one has changed. */
  read(): Promise<Gold>;
  /** A file as it stands, or null where there is none yet. */
  csv(name: string): Promise<string | null>;
}

export function openGold(hdfs: Pick<Hdfs, 'list' | 'read'>): GoldReader {
  let known: { written: string; gold: Gold } | undefined;
  return {
    async read() {
      try {
        const files = await writtenFiles(hdfs);
        const made = Math.max(files.get(BRANCHES) ?? 0, files.get(DAYS) ?? 0);
        if (!files.has(BRANCHES) || !files.has(DAYS)) return { state: 'empty' };
        const written = JSON.stringify([...files].sort());
        if (known?.written !== written) known = { written, gold: await readAll(hdfs, made) };
        return known.gold;
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

/** Milliseconds since the epoch by name. */
async function writtenFiles(hdfs: Pick<Hdfs, 'list'>): Promise<Map<string, number>> {
  try {
    const found = await hdfs.list(FOLDER);
    return new Map(found.map(({ pathSuffix, modificationTime }) => [pathSuffix, modificationTime]));
  } catch (error) {
    if (error instanceof FileNotFound) return new Map();
    throw error;
  }
}

async function readAll(hdfs: Pick<Hdfs, 'read'>, made: number): Promise<Gold> {
  for (let left = TRIES; ; left -= 1) {
    const [now, before, days] = await Promise.all(
      [BRANCHES, BEFORE, DAYS].map((name) => readIfThere(hdfs, name)),
    );
    const branches = branchesOf(now ?? '', before ?? '');
    const byDay = dayRows
      .parse(rowsOf(days ?? ''))
      .map(({ avg_delivery_hours: hours, ...row }) => ({
        ...row,
        hours,
      }));
    if (total(branches).orders === total(byDay).orders || left === 1)
      return { state: 'ready', made: new Date(made).toISOString(), branches, days: byDay };
  }
}

function branchesOf(now: string, before: string): Branch[] {
  const earlier = new Map(branchRows.parse(rowsOf(before)).map((row) => [row.branch, row]));
  return branchRows.parse(rowsOf(now)).map(({ branch, orders, delivered, avg_delivery_hours }) => {
    const was = earlier.get(branch);
    return {
      ...{ branch, orders, delivered, hours: avg_delivery_hours },
      before: was ? { orders: was.orders, hours: was.avg_delivery_hours } : null,
    };
  });
}

function rowsOf(csv: string): unknown[] {
  return parse(csv, { columns: true });
}

async function readIfThere(hdfs: Pick<Hdfs, 'read'>, name: string): Promise<string | null> {
  try {
    return await hdfs.read(`${FOLDER}/${name}`);
  } catch (error) {
    if (error instanceof FileNotFound) return null;
    throw error;
  }
}
