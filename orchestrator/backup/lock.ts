/** One backup at a time into a folder: the later one would remove files that the other has just copied. */
import { join } from 'node:path';
import { holderOf, tryLock, type Holder } from '../lock/lock.ts';
import { TerminalError } from '../model/errors.ts';

const NAME = 'lock';

/** @returns a function that releases the lock */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const lock = await tryLock(join(folder, NAME));
  if ('holder' in lock) throw heldBy(folder, lock.holder);
  return lock.unlock;
}

/** @throws TerminalError while a backup writes to the folder */
export async function assertUnlocked(folder: string): Promise<void> {
  const holder = await holderOf(join(folder, NAME));
  if (holder !== null) throw heldBy(folder, holder);
}

function heldBy(folder: string, { host, pid }: Holder): TerminalError {
  return new TerminalError(`a backup writes to ${folder}: process ${pid} on ${host}`, {
    hint: `Wait for it; if it is gone: rm ${join(folder, NAME)}*`,
  });
}
