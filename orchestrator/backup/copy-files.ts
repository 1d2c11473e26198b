/** Copies files of HDFS into the folder of a backup, except those that are there already. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileFacts } from '../ports/backup.ts';
import { RetryableError } from '../model/errors.ts';
import { forEachFile } from './for-each-file.ts';
import type { BackupFile } from './manifest.ts';
import type { BackupParts, Progress } from './parts.ts';
import { contentOf, writeContent } from './streams.ts';

/** A file has been removed or replaced since the survey, so the survey has to be repeated. */
export class FileChanged extends RetryableError {}

/**
 * Path of a file below the backup's folder: its path on HDFS and the time of its content. So a new backup overwrites no file
 * of an earlier one, and a repeated backup recognises what an interrupted one has copied.
 */
export function pathInBackup({ path, modified }: Pick<FileFacts, 'path' | 'modified'>): string {
  return join('files', `${path}@${modified}`);
}

export interface CopyJob {
  folder: string;
  /** Files of the previous backup in this folder, by pathInBackup. */
  known: ReadonlyMap<string, BackupFile>;
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  /** Counts the files that were copied so far; each call adds to it. */
  copied: { files: number; bytes: number };
}

/**
 * @param mayChange - whether another file can take the name of one of these
 * @throws FileChanged after copying all other files
 */
export async function copyFiles(
  { tree }: Pick<BackupParts, 'tree'>,
  { folder, known, signal, onProgress, copied }: CopyJob,
  files: readonly FileFacts[],
  mayChange: boolean,
): Promise<BackupFile[]> {
  const done: BackupFile[] = [];
  const missing: FileFacts[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    const present = await existingCopy(folder, file, known);
    if (present) done.push(present);
    else missing.push(file);
  }
  const allFiles = copied.files + missing.length;
  const allBytes = copied.bytes + missing.reduce((sum, { length }) => sum + length, 0);
  const changes: FileChanged[] = [];
  await forEachFile(missing, signal, async (file, stop) => {
    try {
      done.push(await copyFile(file, stop));
    } catch (error) {
      // The other files are copied all the same, because the next try needs most of them.
      if (!(error instanceof FileChanged)) throw error;
      changes.push(error);
      return;
    }
    copied.files += 1;
    copied.bytes += file.length;
    onProgress({ what: 'copied', ...copied, allFiles, allBytes });
  });
  if (changes[0]) throw changes[0];
  return done;

  async function copyFile(file: FileFacts, stop: AbortSignal): Promise<BackupFile> {
    const content = await tree.open(file.path, file.length);
    if (!content) throw new FileChanged(`${file.path} is gone`);
    const { length, sha256 } = await writeContent(content, join(folder, pathInBackup(file)), stop);
    if (length !== file.length || (mayChange && !(await isUnchanged(file))))
      throw new FileChanged(`${file.path} changed while it was copied`);
    return { ...file, sha256 };
  }

  async function isUnchanged({ path, length, modified }: FileFacts): Promise<boolean> {
    const now = await tree.facts(path);
    return now?.length === length && now.modified === modified;
  }
}

async function existingCopy(
  folder: string,
  file: FileFacts,
  known: ReadonlyMap<string, BackupFile>,
): Promise<BackupFile | null> {
  const name = pathInBackup(file);
  const path = join(folder, name);
  const stats = await stat(path).catch(() => null);
  if (stats?.size !== file.length) return null;
  const before = known.get(name);
  if (before?.length === file.length) return before;
  // No manifest lists the file: an interrupted backup has copied it.
  const content = await contentOf(path);
  return content && { ...file, sha256: content.sha256 };
}
