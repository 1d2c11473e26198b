/** Files of HDFS into the folder of a backup, which keeps what it has already. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileFacts } from '../engine/ports.ts';
import { RetryableError } from '../model/errors.ts';
import { eachFile } from './each.ts';
import type { StoredFile } from './manifest.ts';
import type { BackupParts, Progress } from './parts.ts';
import { contentOf, keep } from './streams.ts';

/** A file that was surveyed is gone, or is another: what there is has to be surveyed anew. */
export class Vanished extends RetryableError {}

/**
 * Where a file is kept: by its path, and by the time of its content. So what an earlier backup has stays as it is until the
 * new one is whole, and what was copied before a Ctrl-C is found again.
 */
export function storedAs({ path, modified }: Pick<FileFacts, 'path' | 'modified'>): string {
  return join('files', `${path}@${modified}`);
}

export interface CopyJob {
  folder: string;
  /** As an earlier backup has them. */
  known: ReadonlyMap<string, StoredFile>;
  signal: AbortSignal;
  tell: (progress: Progress) => void;
  /** What has been copied so far, because it was not there yet; counted on. */
  copied: { files: number; bytes: number };
}

/**
 * @param mayChange - whether another file may come to have the name of one of these
 * @throws Vanished once everything else is copied
 */
export async function copyFiles(
  { tree }: Pick<BackupParts, 'tree'>,
  { folder, known, signal, tell, copied }: CopyJob,
  files: readonly FileFacts[],
  mayChange: boolean,
): Promise<StoredFile[]> {
  const stored: StoredFile[] = [];
  const missing: FileFacts[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    const there = await alreadyStored(folder, file, known);
    if (there) stored.push(there);
    else missing.push(file);
  }
  const allFiles = copied.files + missing.length;
  const allBytes = copied.bytes + missing.reduce((sum, { length }) => sum + length, 0);
  const vanished: Vanished[] = [];
  await eachFile(missing, signal, async (file, stop) => {
    try {
      stored.push(await copyFile(file, stop));
    } catch (error) {
      // The others are copied all the same: the next try needs most of them.
      if (!(error instanceof Vanished)) throw error;
      vanished.push(error);
      return;
    }
    copied.files += 1;
    copied.bytes += file.length;
    tell({ what: 'copied', ...copied, allFiles, allBytes });
  });
  if (vanished[0]) throw vanished[0];
  return stored;

  async function copyFile(file: FileFacts, stop: AbortSignal): Promise<StoredFile> {
    const content = await tree.open(file.path, file.length);
    if (!content) throw new Vanished(`${file.path} is gone`);
    const { length, sha256 } = await keep(content, join(folder, storedAs(file)), stop);
    if (length !== file.length || (mayChange && !(await isStill(file))))
      throw new Vanished(`${file.path} has changed meanwhile`);
    return { ...file, sha256 };
  }

  async function isStill({ path, length, modified }: FileFacts): Promise<boolean> {
    const now = await tree.facts(path);
    return now?.length === length && now.modified === modified;
  }
}

async function alreadyStored(
  folder: string,
  file: FileFacts,
  known: ReadonlyMap<string, StoredFile>,
): Promise<StoredFile | null> {
  const name = storedAs(file);
  const at = join(folder, name);
  const found = await stat(at).catch(() => null);
  if (found?.size !== file.length) return null;
  const before = known.get(name);
  if (before?.length === file.length) return before;
  // Of a backup that broke off.
  const content = await contentOf(at);
  return content && { ...file, sha256: content.sha256 };
}
