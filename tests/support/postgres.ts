import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { postgresPrograms } from '../../local/services/postgres-programs.ts';
import { postgresUser } from '../../local/services/postgres-user.ts';

/** The password of the superuser `postgres`. */
const password = 'throwaway';

/** The log line of a server that accepts connections. */
const READY = 'database system is ready to accept connections';

/** A PostgreSQL for one test, with the databases that initdb creates. */
export interface ThrowawayPostgres {
  readonly port: number;
  /**
   * The URL to connect to. It has the password of the superuser only.
   *
   * @param database - `postgres` by default
   * @param user - the superuser `postgres` by default
   */
  url: (database?: string, user?: string) => string;
  /** Starts it again after `stop`, on the same port and data. */
  start(): Promise<void>;
  /** Stops the server as an administrator does, ends its sessions, and keeps the data. */
  stop(): Promise<void>;
  /** The server's log so far. */
  log(): string;
  /** Stops it and deletes its data. */
  remove(): Promise<void>;
}

export interface PostgresOptions {
  /** A world-writable folder for the data; a new temporary one by default. */
  data?: string;
  /** The same for the write-ahead log. */
  wal?: string;
  /** Overrides the server's defaults. */
  settings?: Record<string, string>;
}

/**
 * Starts a PostgreSQL on a free port of 127.0.0.1. Only suites that stop their server or fill its disk need it; others take a
 * database of `database.ts`.
 *
 * @throws Error with the server's log if it does not start
 */
export async function throwawayPostgres(options: PostgresOptions = {}): Promise<ThrowawayPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-postgres-'));
  // If the tests run as root, the server runs as another user.
  await chmod(folder, 0o777);
  const port = await freePort();
  const log: string[] = [];
  const user = await postgresUser();
  const { initdb, postgres } = await postgresPrograms(user);
  const data = join(options.data ?? folder, 'data');
  const passwordFile = join(folder, 'password');
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...options.settings,
  };
  let stop = () => Promise.resolve();

  async function start(): Promise<void> {
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = execa(postgres, ['-D', data, '-p', String(port), ...args], {
      ...user,
      cwd: folder,
      env: { LC_MESSAGES: 'C' },
      all: true,
      buffer: false,
      reject: false,
    });
    stop = async () => {
      // A "fast" shutdown: sessions end, and their transactions are rolled back.
      server.kill('SIGINT');
      await server;
    };
    await new Promise<void>((resolve, reject) => {
      server.all.on('data', (lines: Buffer) => {
        log.push(lines.toString());
        if (lines.includes(READY)) resolve();
      });
      void server.then(() => {
        reject(new Error('the server has ended'));
      });
    });
  }

  try {
    await writeFile(passwordFile, password, { mode: 0o644 });
    const flags = [
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      // Small segments, because a test fills a small disk with them.
      '--wal-segsize=1',
      '--no-sync',
      `--waldir=${join(options.wal ?? folder, 'wal')}`,
    ];
    const made = await execa(initdb, ['-D', data, ...flags], { ...user, cwd: folder, all: true });
    log.push(made.all);
    await start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start on port ${port}: ${log.join('').trim()}`, {
      cause: error,
    });
  }

  return {
    port,
    url: (database = 'postgres', user = 'postgres') =>
      `postgres://${user}${user === 'postgres' ? `:${password}` : ''}@127.0.0.1:${port}/${database}`,
    start,
    stop: () => stop(),
    log: () => log.join(''),
    remove: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A free port of 127.0.0.1. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
