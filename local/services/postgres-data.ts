import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { folders } from '../folders.ts';
import { canReach, giveTo, SHARED, type PostgresUser } from './postgres-user.ts';

type Home = Pick<ClusterConfig, 'home'>;

/** PostgreSQL's folder below the cluster's home, or the folder that a link there names. */
export function postgresData(config: Home): string {
  const { postgres } = folders(config);
  return existsSync(postgres) ? realpathSync(postgres) : postgres;
}

/**
 * Creates PostgreSQL's folder. If the user can't reach the cluster's home, as below `/root`, the folder is in
 * `/var/lib/sparkwright`, and the home has a link to it.
 * @returns the folder's real path.
 */
export async function makeDataFolder(config: Home, user: PostgresUser): Promise<string> {
  const { data, postgres } = folders(config);
  mkdirSync(data, { recursive: true });
  if (!existsSync(postgres) && !(await canReach(user, data))) {
    const shared = sharedFolder(config);
    // Data of a home that was deleted has another password.
    rmSync(shared, { recursive: true, force: true });
    mkdirSync(shared, { recursive: true, mode: 0o755 });
    rmSync(postgres, { force: true });
    symlinkSync(shared, postgres);
  }
  mkdirSync(postgres, { recursive: true });
  const folder = realpathSync(postgres);
  giveTo(user, folder);
  return folder;
}

/** Removes the data of a cluster, also what a link names. */
export function removeData(config: Home): void {
  const folder = postgresData(config);
  if (dirname(folder) === SHARED) rmSync(folder, { recursive: true, force: true });
  rmSync(folders(config).data, { recursive: true, force: true });
}

function sharedFolder({ home }: Home): string {
  return join(SHARED, `data-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`);
}
