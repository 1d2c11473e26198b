import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';
import { allCommandLines } from '../process/family.ts';

export type Report = (line: string) => void;

const HEARTBEAT_MS = 15_000;
const WHOLE = '.whole';

/** A part that is fetched or built into the cache. */
export interface Part {
  /** Name of its folder in the cache. */
  kind: string;
  /** Its name in progress. */
  title: string;
  /** All its inputs, as text. Other inputs make another version. */
  inputs: string[];
}

/**
 * The folder of one version of a part, made if it is missing. Each version has a folder of its own, so that
 * a running cluster keeps its files. The last file marks the folder as complete; an interrupted one is made
 * again. `make` fills the empty folder.
 */
export async function versionOf(
  cache: string,
  { kind, title, inputs }: Part,
  report: Report,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const parent = join(cache, kind);
  const folder = join(parent, digest(inputs));
  if (existsSync(join(folder, WHOLE))) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await reported(title, report, () => make(folder));
  writeWhole(join(folder, WHOLE), '');
  removeUnused(parent, folder);
  return folder;
}

/** Removes the folders beside `kept` that no running command line contains. */
export function removeUnused(parent: string, kept: string): void {
  const running = allCommandLines();
  // A cache behind a link has two paths.
  const names = (folder: string) => [folder, realpathSync(folder)];
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    if (
      folder === kept ||
      names(folder).some((each) => running.some((line) => line.includes(each)))
    )
      continue;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function reported(title: string, report: Report, work: () => Promise<void>): Promise<void> {
  const began = Date.now();
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(0)} s`;
  report(`${title} ...`);
  const heartbeat = setInterval(() => {
    report(`${title} ... ${seconds()}`);
  }, HEARTBEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(heartbeat);
  }
  report(`${title}: done in ${seconds()}`);
}

function digest(inputs: string[]): string {
  return createHash('sha256').update(inputs.join('\0')).digest('hex').slice(0, 16);
}
