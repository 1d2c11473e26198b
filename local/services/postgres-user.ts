import { chownSync, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { execa } from 'execa';
import type { ClusterConfig } from '../config.ts';
import { postgresBinaries } from './postgres-binaries.ts';

/** As whom PostgreSQL runs; empty when it is ourselves. */
export type PostgresUser = Record<string, never> | { uid: number; gid: number };

/**
 * PostgreSQL refuses to run as root: root gives it the user `postgres`, made when it is missing.
 * @throws Error when that user can't reach the cluster's folder.
 */
export async function postgresUser(config: ClusterConfig): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return {};
  const user = (await lookUp()) ?? (await create());
  for (const path of [config.home, postgresBinaries().postgres]) {
    const { failed } = await execa('test', ['-x', path], { ...user, reject: false });
    if (failed) {
      throw new Error(
        `the user postgres can't reach ${path}: run "chmod o+x ${closed(path).join(' ')}", or run as another user than root`,
      );
    }
  }
  return user;
}

/** The folders above a path that others may not pass through. */
function closed(path: string): string[] {
  const parent = dirname(path);
  if (parent === path) return [];
  const isClosed = existsSync(parent) && (statSync(parent).mode & 0o001) === 0;
  return [...closed(parent), ...(isClosed ? [parent] : [])];
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
