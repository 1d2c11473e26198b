import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { zipSync } from 'fflate';
import type { Releases } from '../ports/ports.ts';
import { TerminalError } from '../model/errors.ts';
import { FileExists } from './remote-exception.ts';
import type { Hdfs } from './webhdfs.ts';

const ROOT = '/jobs';
/** The earliest time of a zip. With a fixed time the archive depends on its content alone. */
const ZIP_TIME = new Date(1980, 0, 1);

type Tree = Map<string, Buffer>;

/**
 * Releases of the jobs folder: its whole tree in `/jobs/<sha256>/`, which never changes.
 *
 * @param folder - the jobs folder on this machine
 */
export function openReleases(hdfs: Hdfs, folder: string): Releases {
  let last = { fingerprint: '', release: '' };
  return {
    async deploy() {
      const files = await filesOf(folder);
      const fingerprint = await fingerprintOf(files);
      // No file has changed, so the release only has to be there still.
      if (fingerprint === last.fingerprint && (await hdfs.exists(`${ROOT}/${last.release}`)))
        return last.release;
      const tree = await readTree(files);
      const release = hashTree(tree);
      if (!(await hdfs.exists(`${ROOT}/${release}`))) await upload(hdfs, release, tree);
      await hdfs.replace(`${ROOT}/current`, `${release}\n`);
      last = { fingerprint, release };
      return release;
    },
  };
}

/** The hash under which the jobs folder would be released now; uploads nothing. */
export async function releaseHash(folder: string): Promise<string> {
  return hashTree(await readTree(await filesOf(folder)));
}

/** Uploads to a folder beside and renames it, so that a release is there whole or not at all. */
async function upload(hdfs: Hdfs, release: string, tree: Tree): Promise<void> {
  const beside = `${ROOT}/.${release}.${Math.random().toString(36).slice(2, 10)}`;
  const files: [string, Uint8Array][] = [...tree, ['jobs.zip', zipTree(tree)]];
  await Promise.all(files.map(([path, content]) => hdfs.create(`${beside}/${path}`, content)));
  try {
    await hdfs.rename(beside, `${ROOT}/${release}`, 'NONE');
  } catch (error) {
    // Another orchestrator has just released the same content.
    if (!(error instanceof FileExists)) throw error;
    await hdfs.remove(beside);
  }
}

interface File {
  path: string;
  /** Path within the folder, with `/`. */
  name: string;
}

async function filesOf(folder: string): Promise<File[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      throw new TerminalError(`can't read the jobs folder ${folder}`, {
        cause,
        hint: 'Make it, or set SPARKWRIGHT_JOBS_DIR.',
      });
    },
  );
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !dirname(path).split(sep).includes('__pycache__'))
    .map((path) => ({ path, name: relative(folder, path).split(sep).join('/') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Changes when a file is written, added or removed. Cheaper than reading all files. */
async function fingerprintOf(files: readonly File[]): Promise<string> {
  const stats = await Promise.all(files.map(({ path }) => stat(path)));
  return files
    .map(({ name }, i) => `${name} ${stats[i]?.size ?? 0} ${stats[i]?.mtimeMs ?? 0}`)
    .join('\n');
}

async function readTree(files: readonly File[]): Promise<Tree> {
  const contents = await Promise.all(files.map(({ path }) => readFile(path)));
  return new Map(files.map(({ name }, index) => [name, contents[index] ?? Buffer.alloc(0)]));
}

/** Hashes names and lengths too, so that no two trees give the same stream of bytes. */
function hashTree(tree: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [name, content] of tree) hash.update(`${name}\0${content.length}\0`).update(content);
  return hash.digest('hex');
}

function zipTree(tree: Tree): Uint8Array {
  return zipSync(Object.fromEntries(tree), { mtime: ZIP_TIME });
}
