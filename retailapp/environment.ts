import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Connection } from './database.ts';

/**
 * The connection from the environment, or from the running cluster (see `docs/configuration.md`).
 * @param url overrides RETAIL_DATABASE_URL.
 * @throws Error if the URL is invalid, or it has no password and the password file can't be read.
 */
export async function connectionFrom(
  environment: Readonly<Record<string, string | undefined>>,
  url?: string,
): Promise<Connection> {
  const home = environment.SPARKWRIGHT_HOME ?? '.sparkwright';
  const port = environment.SPARKWRIGHT_POSTGRES_PORT ?? '5433';
  const target =
    url ??
    environment.RETAIL_DATABASE_URL ??
    (await clusterVariables(home)).RETAIL_DATABASE_URL ??
    `postgres://retail_app@127.0.0.1:${port}/retail`;
  if (!URL.canParse(target) || !/^postgres(ql)?:$/.test(new URL(target).protocol)) {
    throw new Error(`database URL ${target}: give one like postgres://user@host:port/database`);
  }
  if (new URL(target).password !== '') return { url: target };

  const file =
    environment.RETAIL_DATABASE_PASSWORD_FILE ?? join(home, 'secrets', 'retail-app.password');
  try {
    return { url: target, password: (await readFile(file, 'utf8')).trim() };
  } catch (error) {
    throw new Error(
      `password file ${file}: cannot be read; \`npm run up\` makes it, or name another by RETAIL_DATABASE_PASSWORD_FILE`,
      { cause: error },
    );
  }
}

/** The variables that `docker compose up` or `npm run up` wrote; empty if neither has run here. */
async function clusterVariables(home: string): Promise<NodeJS.Dict<string>> {
  const text = await readFile(join(home, 'data', 'cluster.env'), 'utf8').catch(() => '');
  return parseEnv(text);
}
