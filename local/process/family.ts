import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, lives, type Identity } from '../../orchestrator/lock/identity.ts';
import { signal } from './identity.ts';

/** This variable, with the cluster's home, marks every process of a cluster. Children inherit it. */
export const HOME_MARK = 'SPARKWRIGHT_CLUSTER';

/** All processes of a home, by {@link HOME_MARK}: daemons, drivers, executors and their Pythons. */
export function family(home: string): Identity[] {
  return marked(HOME_MARK, home);
}

/** All processes with this variable in their environment. */
export function marked(variable: string, value: string): Identity[] {
  const mark = `${variable}=${value}`;
  return search((pid) => words(pid, 'environ').includes(mark));
}

/** All processes with this working folder. PostgreSQL's children overwrite their environment. */
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
    .filter((identity) => identity !== undefined);
}

/** The command line of every visible process. */
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
 * Ends processes: SIGTERM, then SIGKILL after `grace` milliseconds.
 * @returns the processes that needed SIGKILL
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
