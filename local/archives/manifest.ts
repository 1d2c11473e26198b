import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfThere, writeWhole } from '../files.ts';
import { run } from '../setup/run.ts';
import { removeUnused } from '../setup/version.ts';
import { archives, draftOf, type Tools } from '../setup/tools.ts';

/**
 * Whether both archives exist with their original sizes. A JVM ignores the archive of another JVM, but crashes with a
 * truncated one.
 */
export function areWhole(tools: Tools): boolean {
  return readIfThere(manifest(tools)) === sizes(tools);
}

/** Puts the drafts in place, if a JVM starts with them. The manifest comes last, so that half of it never counts. */
export async function publish(tools: Tools): Promise<void> {
  const files = Object.values(archives(tools));
  for (const file of files) await refuseIfItCrashes(tools, draftOf(file));
  for (const file of files) renameSync(draftOf(file), file);
  writeWhole(manifest(tools), sizes(tools));
  removeUnused(dirname(tools.archives), tools.archives);
}

/** Removes archives that must not be used. */
export function discard(tools: Tools): void {
  rmSync(tools.archives, { recursive: true, force: true });
}

async function refuseIfItCrashes({ javaHome }: Tools, file: string): Promise<void> {
  if (!existsSync(file)) throw new Error(`${file} has not been written`);
  await run('trying a class archive', join(javaHome, 'bin', 'java'), [
    `-XX:SharedArchiveFile=${file}`,
    '-Xshare:auto',
    '-XX:+UseSerialGC',
    '-Xlog:disable',
    '-XX:ErrorFile=/dev/null',
    '-XX:-CreateCoredumpOnCrash',
    '-version',
  ]);
}

function manifest(tools: Tools): string {
  return join(tools.archives, 'sizes');
}

function sizes(tools: Tools): string {
  const size = (file: string) => (existsSync(file) ? statSync(file).size : 'missing');
  return Object.values(archives(tools)).map(size).join(' ');
}
