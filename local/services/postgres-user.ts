import { chownSync } from 'node:fs';
import { execa } from 'execa';
import type { ClusterConfig } from '../config.ts';

/** As whom PostgreSQL runs; empty when it is ourselves. */
export type PostgresUser = Record<string, never> | { uid: number; gid: number };

/**
 * PostgreSQL refuses to run as root: root gives it the user `postgres`, made when it is missing.
 * @throws Error when that user can't reach the cluster's folder.
 */
export async function postgresUser(config: ClusterConfig): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return {};
  const user = (await lookUp()) ?? (await create());
  try {
    await execa('test', ['-x', config.home], { ...user });
  } catch (error) {
    throw new Error(
      `the user postgres can't enter ${config.home}: open its parent folders (chmod o+x), or run as another user than root`,
      { cause: error },
    );
  }
  return user;
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
    throw new Error('the user postgres could not be made: run "useradd --system postgres"');
  }
  return user;
}

/** Gives a file or folder to that user. */
export function giveTo(user: PostgresUser, path: string): void {
  if ('uid' in user) chownSync(path, user.uid, user.gid);
}
