/** Files of a backup onto HDFS, in folders beside: what a job could read is all there, or nothing of it. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileTree } from '../engine/ports.ts';
import { TerminalError } from '../model/errors.ts';
import { storedAs } from './copy-files.ts';
import { eachFile } from './each.ts';
import type { Drafts } from './drafts.ts';
import type { Manifest, StoredFile } from './manifest.ts';
import type { Progress } from './parts.ts';
import { ROOTS, rootOf, type Root } from './roots.ts';
import { measuring } from './streams.ts';

export interface Upload {
  drafts: Drafts;
  /** Of the backup. */
  folder: string;
  signal: AbortSignal;
  tell: (progress: Progress) => void;
}

/** @throws TerminalError where a file is not what it was when it was backed up */
export async function uploadAll(upload: Upload, manifest: Manifest): Promise<void> {
  const { drafts, folder, signal, tell } = upload;
  const allBytes = manifest.files.reduce((sum, { length }) => sum + length, 0);
  const done = { files: 0, bytes: 0 };
  await eachFile(manifest.files, signal, async (file, stop) => {
    const root = rootOf(file.path);
    const to = `${drafts.before(root)}${file.path}`;
    await uploadFile(drafts.tree(root), join(folder, storedAs(file)), to, file, stop);
    done.files += 1;
    done.bytes += file.length;
    tell({ what: 'restored', ...done, allFiles: manifest.files.length, allBytes });
  });
  for (const { path, version } of manifest.tables) {
    const hint = Buffer.from(String(version));
    const root = rootOf(path);
    const at = `${drafts.before(root)}${path}/metadata/version-hint.text`;
    await drafts.tree(root).create(at, Readable.from([hint]), hint.length);
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

/** Gives everything its name, by as few renames as there can be; what fails on the way is taken back. */
export async function placeAll(drafts: Drafts): Promise<void> {
  const moved: (Move & { tree: FileTree })[] = [];
  try {
    for (const root of ROOTS) {
      const tree = drafts.tree(root);
      const from = `${drafts.before(root)}${root.path}`;
      if (!(await tree.entries(from))) continue;
      await tree.makeFolder(root.path);
      for (const move of await movesOf(tree, { from, to: root.path }, root.there)) {
        await tree.move(move.from, move.to);
        moved.push({ ...move, tree });
      }
    }
  } catch (error) {
    for (const { tree, from, to } of moved.reverse())
      await tree.move(to, from).catch(() => undefined);
    throw error;
  }
}

interface Move {
  from: string;
  to: string;
}

/** What is to be moved into a folder. A folder in it that is there stays, with its rights, and is filled or kept as it is. */
async function movesOf(tree: FileTree, { from, to }: Move, there: Root['there']): Promise<Move[]> {
  const moves: Move[] = [];
  for (const { name } of (await tree.entries(from)) ?? []) {
    const move = { from: `${from}/${name}`, to: `${to}/${name}` };
    if ((await tree.facts(move.to)) === null) moves.push(move);
    else if (there === 'refuse') moves.push(...(await movesOf(tree, move, there)));
  }
  return moves;
}
