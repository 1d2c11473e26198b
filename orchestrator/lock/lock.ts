/**
 * A lock file that one process at a time holds. A holder that died holds nothing. Why this is not a package:
 * docs/decisions/0039-a-lock-and-a-completion-of-our-own.md
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { TerminalError } from '../model/errors.ts';
import { identify } from './identity.ts';

export interface Holder {
  host: string;
  pid: number;
}

/** Locks that this process holds. An earlier process may have had the same pid, as in a container. */
const held = new Set<string>();

/** @returns a function that releases the lock, or the live process that holds it */
export async function tryLock(
  file: string,
): Promise<{ unlock: () => Promise<void> } | { holder: Holder }> {
  const started = identify(process.pid)?.started ?? '';
  const text = `${hostname()} ${process.pid} ${randomUUID()} ${started}`.trimEnd() + '\n';
  held.add(text);
  try {
    const other = await take(file, text);
    if (other === null) return { unlock: () => release(file, text) };
    held.delete(text);
    return { holder: other };
  } catch (error) {
    held.delete(text);
    throw error;
  }
}

/** The live process that holds the lock, or null. */
export async function holderOf(file: string): Promise<Holder | null> {
  const text = await read(file);
  return text === null ? null : liveHolder(text);
}

/**
 * Writes `text` into the lock, unless a live process holds it.
 *
 * Removing a dead holder's lock needs a lock itself, named after that holder's text. So of two processes that saw the same
 * dead holder, the second reads another text there, and never removes the lock that the first has just taken.
 *
 * @returns the live holder; null if the lock is ours
 */
async function take(file: string, text: string): Promise<Holder | null> {
  for (;;) {
    if (await create(file, text)) return null;
    const other = await read(file);
    if (other === null) continue;
    const holder = liveHolder(other);
    if (holder !== null) return holder;
    const removal = `${file}.${createHash('sha256').update(other).digest('hex').slice(0, 16)}`;
    const remover = await take(removal, text);
    if (remover !== null) return remover;
    try {
      if ((await read(file)) === other) await rm(file, { force: true });
    } finally {
      await rm(removal, { force: true });
    }
  }
}

/** Creates the file, unless it exists. Linking a complete file means that nobody sees half of one. */
async function create(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await link(draft, file);
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    throw new TerminalError(`can't lock ${file}: ${(cause as Error).message}`, {
      cause,
      hint: 'Use a folder that this user may write to, on a file system with hard links.',
    });
  } finally {
    await rm(draft, { force: true });
  }
}

async function release(file: string, text: string): Promise<void> {
  // If a person removed our lock, the file may be another process's by now.
  if ((await read(file)) === text) await rm(file, { force: true });
  held.delete(text);
}

/** The text of the lock; null if there is none. */
async function read(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** The holder that a lock names; null if it is dead, or the text is broken. */
function liveHolder(text: string): Holder | null {
  const [host = '', number = '', , started] = text.trim().split(/\s+/);
  const holder = { host, pid: Number(number) };
  if (!/^\d+$/.test(number)) return null;
  // A process on another machine can't be checked, so it counts as alive.
  if (host !== hostname()) return holder;
  if (holder.pid === process.pid) return held.has(text) ? holder : null;
  return isAlive(holder.pid, started) ? holder : null;
}

function isAlive(pid: number, started: string | undefined): boolean {
  let mayBeHidden = !existsSync('/proc/self/stat');
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false;
    mayBeHidden = true;
  }
  const now = identify(pid);
  if (now === undefined) return mayBeHidden;
  return started === undefined || started === now.started;
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
