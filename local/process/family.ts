import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, lives, signal, type Identity } from './identity.ts';

/** Every process of a cluster carries this variable with the cluster's home, and its children inherit it. */
export const HOME_MARK = 'SPARKWRIGHT_CLUSTER';

/** All processes of a home, found by {@link HOME_MARK}: daemons, drivers, executors and their Pythons. */
export function family(home: string): Identity[] {
  return marked(HOME_MARK, home);
}

/** All processes that were started with this variable. */
export function marked(variable: string, value: string): Identity[] {
  const mark = `${variable}=${value}`;
  return search((pid) => words(pid, 'environ').includes(mark));
}

/** All processes whose working folder is this one. PostgreSQL's children overwrite their environment. */
export function workingIn(folder: string): Identity[] {
  return search((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}

function search(matches: (pid: string) => boolean): Identity[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(matches)
    .map((pid) => identify(Number(pid)))
    .filter((found) => found !== undefined);
}

/** The command line of every process that we may see. */
export function allCommandLines(): string[] {
  return search(() => true).map(({ pid }) => words(`${pid}`, 'cmdline').join(' '));
}

function words(pid: string, file: 'environ' | 'cmdline'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1').split('\0');
  } catch {
    return [];
  }
}

/**
 * Ends processes: SIGTERM, and SIGKILL for who is left after `grace` milliseconds.
 * @returns those that needed SIGKILL.
 */
export async function end(all: Identity[], grace: number): Promise<Identity[]> {
  for (const one of all) signal(one, 'SIGTERM');
  if (await gone(all, grace)) return [];
  const stubborn = all.filter(lives);
  for (const one of stubborn) signal(one, 'SIGKILL');
  await gone(stubborn, 5_000);
  return stubborn;
}

/** Whether all of them are gone within `limit` milliseconds. */
export async function gone(all: Identity[], limit: number): Promise<boolean> {
  const until = Date.now() + limit;
  while (all.some(lives)) {
    if (Date.now() > until) return false;
    await sleep(50);
  }
  return true;
}
