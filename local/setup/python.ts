import { execa } from 'execa';
import { install } from './packages.ts';
import { onPath } from './on-path.ts';
import type { Report } from './version.ts';

const NAMES = ['python3', 'python3.11', 'python3.12', 'python3.13', '/usr/bin/python3'];
const CHECK = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))';

/**
 * A Python of at least 3.11 that can make environments, installed if there is none.
 * @throws Error with the command that installs it
 */
export async function findPython(report: Report): Promise<string> {
  const present = await search();
  if (present !== undefined) return present;
  await install('Python >= 3.11 with venv', ['python3', 'python3-venv'], report);
  const installed = await search();
  if (installed === undefined) {
    throw new Error('Python >= 3.11 is missing: install it and put it on the PATH');
  }
  return installed;
}

async function search(): Promise<string | undefined> {
  for (const name of NAMES) {
    const program = name.startsWith('/') ? name : onPath(name);
    if (program === undefined) continue;
    const { failed } = await execa(program, ['-c', CHECK], { reject: false });
    if (!failed) return program;
  }
  return undefined;
}
