import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { run } from './run.ts';
import type { Report } from './version.ts';

/** apt-get takes no second one beside it, and lists need to be fetched once a command. */
const apt = { turn: Promise.resolve(), hasLists: false };

/**
 * Installs packages of Debian or Ubuntu, where this user may do that without being asked for a password.
 * @throws Error with the command to give, where it may not be done.
 */
export function install(what: string, packages: string[], report: Report): Promise<void> {
  const turn = apt.turn.then(() => installNow(what, packages, report));
  apt.turn = turn.catch(() => undefined);
  return turn;
}

async function installNow(what: string, packages: string[], report: Report): Promise<void> {
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const mend = `${what} is missing: run "sudo apt-get update && sudo ${command}", or install it your way`;
  if (!existsSync('/usr/bin/apt-get')) throw new Error(mend);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (sudo.length > 0 && (await execa('sudo', ['-n', 'true'], { reject: false })).failed) {
    throw new Error(mend);
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
    throw new Error(mend, { cause: error });
  }
}
