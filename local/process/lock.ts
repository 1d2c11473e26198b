import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readIfThere } from '../files.ts';
import { identify, lives, type Identity } from './identity.ts';

/**
 * Runs `work` while no other process holds the same lock; waits for it, and says so once.
 * A holder that died holds nothing.
 */
export async function withLock<T>(
  path: string,
  onWait: (holder: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  for (;;) {
    const holder = take(path);
    if (holder === undefined) break;
    if (!told) onWait(holder.pid);
    told = true;
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** Takes the lock, or tells who has it. Linking a written file means that no half-written lock exists. */
function take(path: string): Identity | undefined {
  const draft = `${path}.${randomUUID()}`;
  const me = identify(process.pid) ?? { pid: process.pid, started: '' };
  writeFileSync(draft, JSON.stringify(me));
  try {
    linkSync(draft, path);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const holder = read(path);
  if (holder === undefined) return take(path);
  if (lives(holder)) return holder;
  discard(path);
  return take(path);
}

/** Removes a dead holder's lock; puts it back if a live one has come between the look and the move. */
function discard(path: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const holder = read(aside);
  if (holder !== undefined && lives(holder)) {
    try {
      linkSync(aside, path);
    } catch {
      // Taken meanwhile: two holders, for which a dead holder and three rivals in a millisecond are needed.
    }
  }
  rmSync(aside, { force: true });
}

/** Who holds the lock; undefined when there is none, and nobody who could live when it is unreadable. */
function read(path: string): Identity | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Identity;
  } catch {
    return { pid: 0, started: '' };
  }
}
