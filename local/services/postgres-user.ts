import { chownSync } from 'node:fs';
import { execa } from 'execa';

/** The user that PostgreSQL runs as; empty if it is our own. */
export type PostgresUser = Record<string, never> | { uid: number; gid: number };

/** Where root keeps what another user must reach, if the checkout is below a closed folder such as `/root`. */
export const SHARED = '/var/lib/sparkwright';

/** PostgreSQL refuses to run as root, so root runs it as the user `postgres`, which is created if it is missing. */
export async function postgresUser(): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return {};
  return (await lookUp()) ?? (await create());
}

/** Whether a user may pass through all folders above a path, and through the path itself. */
export async function canReach(user: PostgresUser, path: string): Promise<boolean> {
  if (!('uid' in user)) return true;
  const { failed } = await execa('test', ['-x', path], { ...user, cwd: '/', reject: false });
  return !failed;
}

async function lookUp(): Promise<PostgresUser | undefined> {
  const { stdout, failed } = await execa('id', ['postgres'], { reject: false });
  const ids = /uid=(\d+)\S* gid=(\d+)/.exec(stdout);
  return failed || ids === null ? undefined : { uid: Number(ids[1]), gid: Number(ids[2]) };
}

async function create(): Promise<PostgresUser> {
  await execa('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  const user = await lookUp();
  if (user === undefined) {
    throw new Error('the user postgres could not be created: run "useradd --system postgres"');
  }
  return user;
}

/** Gives a file or folder to that user. */
export function giveTo(user: PostgresUser, path: string): void {
  if ('uid' in user) chownSync(path, user.uid, user.gid);
}
