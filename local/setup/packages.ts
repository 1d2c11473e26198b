import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { run } from './run.ts';
import type { Report } from './version.ts';

/** apt-get must run alone, and needs its lists fetched once per command. */
const apt = { turn: Promise.resolve(), hasLists: false };

/**
 * Installs packages of Debian or Ubuntu, if this user may do so without a password.
 * @throws Error with the command to run, if not
 */
export function install(what: string, packages: string[], report: Report): Promise<void> {
  const turn = apt.turn.then(() => installNow(what, packages, report));
  apt.turn = turn.catch(() => undefined);
  return turn;
}

async function installNow(what: string, packages: string[], report: Report): Promise<void> {
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const hint = `${what} is missing: run "sudo apt-get update && sudo ${command}", or install it another way`;
  if (!existsSync('/usr/bin/apt-get')) throw new Error(hint);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (sudo.length > 0 && (await execa('sudo', ['-n', 'true'], { reject: false })).failed) {
    throw new Error(hint);
  }
  report(`installing ${what} (${packages.join(' ')})`);
  const get = (...args: string[]) => {
    const [program = 'apt-get', ...rest] = [...sudo, 'apt-get', ...args];
    return run(`installing ${what}`, program, rest, { DEBIAN_FRONTEND: 'noninteractive' });
  };
  try {
    if (!apt.hasLists) await get('update');
    apt.hasLists = true;
    await get('install', '-y', '--no-install-recommends', ...packages);
  } catch (error) {
    throw new Error(hint, { cause: error });
  }
}
