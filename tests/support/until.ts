import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until the value is truthy, and returns it. */
export async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await sleep(100);
  }
}
