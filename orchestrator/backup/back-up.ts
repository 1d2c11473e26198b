/**
 * back up: first the store and the bookmark, then the lake, which so is never behind them. What was loaded in between, the
 * tables themselves tell by their tags; docs/decisions/0024.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoreCopy } from '../engine/ports.ts';
import { RetryableError, TerminalError } from '../model/errors.ts';
import { copyFiles, storedAs, Vanished, type CopyJob } from './copy-files.ts';
import { dropUnnamed } from './drop-unnamed.ts';
import { lockFolder } from './lock.ts';
import { readManifest, writeManifest, type Manifest, type StoredFile } from './manifest.ts';
import type { BackupParts, Progress } from './parts.ts';
import { BOOKMARK } from './roots.ts';
import { keep } from './streams.ts';
import { surveyAll } from './survey.ts';

/** How often the lake is surveyed anew because something went that was to be copied. */
const SURVEYS = 20;

export interface BackedUp {
  manifest: Manifest;
  /** What was not in the folder before. */
  copied: { files: number; bytes: number };
  /** Files of earlier backups that the folder has no more. */
  dropped: number;
}

export async function backUp(
  parts: BackupParts,
  folder: string,
  { id, signal, tell }: { id: string; signal: AbortSignal; tell: (progress: Progress) => void },
): Promise<BackedUp> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new TerminalError(`can't make the folder ${folder}: ${(cause as Error).message}`, {
      cause,
    });
  });
  const unlock = await lockFolder(folder);
  try {
    const before = await readManifest(folder);
    const known = new Map(before?.files.map((file) => [storedAs(file), file]));
    const copied = { files: 0, bytes: 0 };
    const job: CopyJob = { folder, known, signal, tell, copied };
    const made = new Date();
    const store = await keepStore(parts, join(folder, 'store', id), signal);
    const bookmark = await keepBookmark(parts, job);
    const { tables, stored } = await keepLake(parts, job);
    const manifest: Manifest = {
      ...{ version: 1, id, made: made.toISOString(), sparkwright: parts.version, fs: parts.fs },
      store: { ...store, later: await parts.store.attemptsSince(made) },
      tables: tables.map(({ path, version }) => ({ path, version })),
      files: [...bookmark, ...stored].sort((a, b) => (a.path < b.path ? -1 : 1)),
    };
    signal.throwIfAborted();
    await writeManifest(folder, manifest);
    return { manifest, copied, dropped: await dropUnnamed(folder, manifest) };
  } finally {
    await unlock();
  }
}

/** Where the tables of the store are kept. */
export function storeFile(folder: string, id: string, table: string): string {
  return join(folder, 'store', id, `${table}.copy`);
}

async function keepStore(
  { store }: BackupParts,
  folder: string,
  signal: AbortSignal,
): Promise<Omit<Manifest['store'], 'later'>> {
  const contents = new Map<string, { length: number; sha256: string }>();
  const copy: StoreCopy = await store.copyOut(async (table, content) => {
    contents.set(table, await keep(content, join(folder, `${table}.copy`), signal));
  });
  const { migrations } = copy;
  const tables = copy.tables.map((table) => {
    const content = contents.get(table.name);
    if (!content) throw new Error(`${table.name} was not kept`);
    return { ...table, ...content };
  });
  return { migrations, tables };
}

/** None where there is none yet. */
async function keepBookmark(parts: BackupParts, job: CopyJob): Promise<StoredFile[]> {
  return untilStill(async () => {
    const found = await parts.tree.facts(BOOKMARK);
    return found ? copyFiles(parts, job, [found], true) : [];
  });
}

async function keepLake(parts: BackupParts, job: CopyJob) {
  return untilStill(async () => {
    const { tables, plain } = await surveyAll(parts);
    // Files that are replaced go first, while they are as they were surveyed.
    const stored = await copyFiles(parts, job, plain, true);
    const ofTables = tables.flatMap(({ files }) => files);
    return { tables, stored: [...stored, ...(await copyFiles(parts, job, ofTables, false))] };
  });
}

async function untilStill<T>(attempt: () => Promise<T>): Promise<T> {
  for (let surveys = 1; ; surveys += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Vanished)) throw error;
      if (surveys === SURVEYS)
        throw new RetryableError(
          `${error.message}; the lake changes faster than it can be copied`,
          {
            cause: error,
            mend: 'Let maintenance rest meanwhile: sparkwright pause maintenance',
          },
        );
    }
  }
}
