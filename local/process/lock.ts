import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from '../../orchestrator/lock/lock.ts';

const POLL_MS = 200;

/**
 * Runs `work` while no other process holds the same lock.
 *
 * @param onWait - gets the holder's pid, once, if the lock is not free
 */
export async function withLock<T>(
  path: string,
  onWait: (holder: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  for (let first = true; ; first = false) {
    const lock = await tryLock(path);
    if ('unlock' in lock) {
      try {
        return await work();
      } finally {
        await lock.unlock();
      }
    }
    if (first) onWait(lock.holder.pid);
    await sleep(POLL_MS);
  }
}
