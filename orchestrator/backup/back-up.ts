/**
 * back up: copies the store and the bookmark first, then the lake, so the lake is never behind them. Loads in between are
 * recorded as tags on the tables; docs/decisions/0024.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import type { StoreCopy } from '../ports/backup.ts';
import { RetryableError, TerminalError } from '../model/errors.ts';
import { copyFiles, FileChanged, pathInBackup, type CopyJob } from './copy-files.ts';
import { lockFolder } from './lock.ts';
import { readManifest, writeManifest, type BackupFile, type Manifest } from './manifest.ts';
import type { BackupParts, Progress } from './parts.ts';
import { prune } from './prune.ts';
import { BOOKMARK, surveyAll } from './roots.ts';
import { writeContent } from './streams.ts';

/** Surveys of the lake before the backup gives up because files keep changing. */
const SURVEYS = 20;

const TABLES_AT_ONCE = 8;

export interface BackupResult {
  manifest: Manifest;
  /** Files that the folder did not have before. */
  copied: { files: number; bytes: number };
  /** How many files of earlier backups were removed from the folder. */
  dropped: number;
  /** Unreadable tables, each with the reason; their files are copied as they are. */
  damaged: { path: string; fault: string }[];
}

export async function backUp(
  parts: BackupParts,
  folder: string,
  options: { id: string; signal: AbortSignal; onProgress: (progress: Progress) => void },
): Promise<BackupResult> {
  const { id, signal, onProgress } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new TerminalError(`can't create the folder ${folder}: ${(cause as Error).message}`, {
      cause,
    });
  });
  const unlock = await lockFolder(folder);
  try {
    const previous = await readManifest(folder);
    const known = new Map(previous?.files.map((file) => [pathInBackup(file), file]));
    const copied = { files: 0, bytes: 0 };
    const job: CopyJob = { folder, known, signal, onProgress, copied };
    const made = new Date();
    const store = await copyStore(parts, join(folder, 'store', id), signal);
    const bookmark = await copyBookmark(parts, job);
    const lake = await copyLake(parts, job);
    const manifest: Manifest = {
      version: 1,
      id,
      made: made.toISOString(),
      sparkwright: parts.version,
      fs: parts.fs,
      store: { ...store, later: await parts.store.attemptsSince(made) },
      tables: lake.tables.map(({ path, version }) => ({ path, version })),
      files: [...bookmark, ...lake.files].sort((a, b) => (a.path < b.path ? -1 : 1)),
    };
    signal.throwIfAborted();
    await writeManifest(folder, manifest);
    const dropped = await prune(folder, manifest);
    return { manifest, copied, dropped, damaged: await unreadableTables(parts, lake.tables) };
  } finally {
    await unlock();
  }
}

/** Path of the copy of one of the store's tables. */
export function storeFile(folder: string, id: string, table: string): string {
  return join(folder, 'store', id, `${table}.copy`);
}

async function copyStore(
  { store }: BackupParts,
  folder: string,
  signal: AbortSignal,
): Promise<Omit<Manifest['store'], 'later'>> {
  const contents = new Map<string, { length: number; sha256: string }>();
  const copy: StoreCopy = await store.copyOut(async (table, content) => {
    contents.set(table, await writeContent(content, join(folder, `${table}.copy`), signal));
  });
  const { migrations } = copy;
  const tables = copy.tables.map((table) => {
    const content = contents.get(table.name);
    if (!content) throw new Error(`${table.name} was not copied`);
    return { ...table, ...content };
  });
  return { migrations, tables };
}

/** Empty before the first load, which writes the bookmark. */
async function copyBookmark(parts: BackupParts, job: CopyJob): Promise<BackupFile[]> {
  return retryOnChange(async () => {
    const bookmark = await parts.tree.facts(BOOKMARK);
    return bookmark ? copyFiles(parts, job, [bookmark], true) : [];
  });
}

async function unreadableTables(
  parts: BackupParts,
  tables: readonly { path: string }[],
): Promise<BackupResult['damaged']> {
  const checks = await pMap(
    tables,
    async ({ path }) => ({ path, fault: await parts.faultOf(path) }),
    { concurrency: TABLES_AT_ONCE },
  );
  return checks.flatMap(({ path, fault }) => (fault === null ? [] : [{ path, fault }]));
}

async function copyLake(parts: BackupParts, job: CopyJob) {
  return retryOnChange(async () => {
    const { tables, plain } = await surveyAll(parts);
    // Plain files can be replaced, so they go first, soon after the survey.
    const files = await copyFiles(parts, job, plain, true);
    const ofTables = tables.flatMap((table) => table.files);
    return { tables, files: [...files, ...(await copyFiles(parts, job, ofTables, false))] };
  });
}

async function retryOnChange<T>(copy: () => Promise<T>): Promise<T> {
  for (let surveys = 1; ; surveys += 1) {
    try {
      return await copy();
    } catch (error) {
      if (!(error instanceof FileChanged)) throw error;
      if (surveys === SURVEYS)
        throw new RetryableError(
          `${error.message}; the lake changes faster than it can be copied`,
          {
            cause: error,
            hint: 'Pause maintenance during the backup: sparkwright pause maintenance',
          },
        );
    }
  }
}
