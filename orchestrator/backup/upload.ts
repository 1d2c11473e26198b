/** Files of a backup onto HDFS, in a folder beside: what a job could read is all there, or nothing of it. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileTree } from '../engine/ports.ts';
import { TerminalError } from '../model/errors.ts';
import { storedAs } from './copy-files.ts';
import { eachFile } from './each.ts';
import type { Manifest, StoredFile } from './manifest.ts';
import type { Progress } from './parts.ts';
import { ROOTS } from './roots.ts';
import { measuring } from './streams.ts';

export interface Upload {
  tree: FileTree;
  /** Of the backup. */
  folder: string;
  /** On HDFS. */
  draft: string;
  signal: AbortSignal;
  tell: (progress: Progress) => void;
}

/** @throws TerminalError where a file is not what it was when it was backed up */
export async function uploadAll(upload: Upload, manifest: Manifest): Promise<void> {
  const { tree, folder, draft, signal, tell } = upload;
  const allBytes = manifest.files.reduce((sum, { length }) => sum + length, 0);
  const done = { files: 0, bytes: 0 };
  await eachFile(manifest.files, signal, async (file, stop) => {
    await uploadFile(tree, join(folder, storedAs(file)), `${draft}${file.path}`, file, stop);
    done.files += 1;
    done.bytes += file.length;
    tell({ what: 'restored', ...done, allFiles: manifest.files.length, allBytes });
  });
  for (const { path, version } of manifest.tables) {
    const hint = Buffer.from(String(version));
    const at = `${draft}${path}/metadata/version-hint.text`;
    await tree.create(at, Readable.from([hint]), hint.length);
  }
}

async function uploadFile(
  tree: FileTree,
  from: string,
  to: string,
  { length, sha256 }: StoredFile,
  signal: AbortSignal,
): Promise<void> {
  const { through, told } = measuring();
  // A file that can't be read ends `through`, and by that the upload.
  const reading = pipeline(createReadStream(from), through, { signal });
  const creating = tree.create(to, through, length).catch((error: unknown) => {
    // Nobody takes any more of it.
    through.destroy();
    throw error;
  });
  const [read, written] = await Promise.allSettled([reading, creating]);
  signal.throwIfAborted();
  if (written.status === 'rejected') throw written.reason;
  if (read.status === 'rejected') throw read.reason;
  if (told().sha256 !== sha256)
    throw new TerminalError(`${from} is not what was backed up: its sha256 is another`, {
      mend: 'Take another copy of the folder, or another backup.',
    });
}

/** Gives everything its name, each root's children by one rename each; what fails on the way is taken back. */
export async function placeAll(tree: FileTree, draft: string): Promise<void> {
  const moved: { from: string; to: string }[] = [];
  try {
    for (const { path, there } of ROOTS) {
      const entries = await tree.entries(`${draft}${path}`);
      if (!entries) continue;
      await tree.makeFolder(path);
      for (const { name } of entries) {
        const move = { from: `${draft}${path}/${name}`, to: `${path}/${name}` };
        if (there === 'keep' && (await isThere(tree, move.to))) continue;
        await tree.move(move.from, move.to);
        moved.push(move);
      }
    }
  } catch (error) {
    for (const { from, to } of moved.reverse()) await tree.move(to, from).catch(() => undefined);
    throw error;
  }
}

async function isThere(tree: FileTree, path: string): Promise<boolean> {
  return (await tree.facts(path)) !== null;
}
