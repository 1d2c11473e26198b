/** Uploads a backup to draft folders on HDFS, then moves it into place: jobs see all of the lake or nothing. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileTree } from '../ports/backup.ts';
import { TerminalError } from '../model/errors.ts';
import { pathInBackup } from './copy-files.ts';
import type { Drafts } from './drafts.ts';
import { forEachFile } from './for-each-file.ts';
import { USE_ANOTHER, type BackupFile, type Manifest } from './manifest.ts';
import type { Progress } from './parts.ts';
import { ROOTS, rootOf, type Root } from './roots.ts';
import { contentMeter } from './streams.ts';

export interface Upload {
  drafts: Drafts;
  /** The folder of the backup. */
  folder: string;
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

/** @throws TerminalError if a file was changed after the backup */
export async function uploadAll(upload: Upload, manifest: Manifest): Promise<void> {
  const { drafts, folder, signal, onProgress } = upload;
  const allBytes = manifest.files.reduce((sum, { length }) => sum + length, 0);
  const done = { files: 0, bytes: 0 };
  await forEachFile(manifest.files, signal, async (file, stop) => {
    const root = rootOf(file.path);
    const to = `${drafts.folder(root)}${file.path}`;
    await uploadFile(drafts.tree(root), join(folder, pathInBackup(file)), to, file, stop);
    done.files += 1;
    done.bytes += file.length;
    onProgress({ what: 'restored', ...done, allFiles: manifest.files.length, allBytes });
  });
  for (const { path, version } of manifest.tables) {
    const content = Buffer.from(String(version));
    const root = rootOf(path);
    const hint = `${drafts.folder(root)}${path}/metadata/version-hint.text`;
    await drafts.tree(root).create(hint, Readable.from([content]), content.length);
  }
}

async function uploadFile(
  tree: FileTree,
  from: string,
  to: string,
  { length, sha256 }: BackupFile,
  signal: AbortSignal,
): Promise<void> {
  const { through, content } = contentMeter();
  // A read error destroys `through`, which fails the upload too.
  const reading = pipeline(createReadStream(from), through, { signal });
  const creating = tree.create(to, through, length).catch((error: unknown) => {
    // Without a consumer `through` would block the reading side.
    through.destroy();
    throw error;
  });
  const [read, created] = await Promise.allSettled([reading, creating]);
  signal.throwIfAborted();
  if (created.status === 'rejected') throw created.reason;
  if (read.status === 'rejected') throw read.reason;
  if (content().sha256 !== sha256)
    throw new TerminalError(`${from} was changed after the backup: its sha256 differs`, {
      hint: USE_ANOTHER,
    });
}

/** Moves everything into place with as few renames as possible, and undoes them if one fails. */
export async function moveIntoPlace(drafts: Drafts): Promise<void> {
  const moves: (Move & { tree: FileTree })[] = [];
  try {
    for (const root of ROOTS) {
      const tree = drafts.tree(root);
      const from = `${drafts.folder(root)}${root.path}`;
      if (!(await tree.entries(from))) continue;
      await tree.makeFolder(root.path);
      for (const move of await movesOf(tree, { from, to: root.path }, root.existing)) {
        await tree.move(move.from, move.to);
        moves.push({ ...move, tree });
      }
    }
  } catch (error) {
    for (const { tree, from, to } of moves.reverse())
      await tree.move(to, from).catch(() => undefined);
    throw error;
  }
}

interface Move {
  from: string;
  to: string;
}

/** The moves that fill a folder. A subfolder that exists stays, with its rights, and is filled or kept as it is. */
async function movesOf(
  tree: FileTree,
  { from, to }: Move,
  existing: Root['existing'],
): Promise<Move[]> {
  const moves: Move[] = [];
  for (const { name } of (await tree.entries(from)) ?? []) {
    const move = { from: `${from}/${name}`, to: `${to}/${name}` };
    if ((await tree.facts(move.to)) === null) moves.push(move);
    else if (existing === 'refuse') moves.push(...(await movesOf(tree, move, existing)));
  }
  return moves;
}
