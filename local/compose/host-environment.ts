import { PORTS } from '../config.ts';
import { masterUrl, type Layout } from './layout.ts';

const HOSTS = [
  'postgres',
  'hadoop-datanode-1',
  'hadoop-datanode-2',
  'spark-worker-1',
  'spark-worker-2',
];

/** The CA file with which the host checks PostgreSQL's certificate. */
const TLS = 'sslmode=verify-full&sslrootcert=.sparkwright/secrets/postgres.crt';

/** The database's address for drivers: its name in the network, and the CA file of a worker. */
const RETAIL_URL =
  `jdbc:postgresql://postgres:${PORTS.postgres.preset}/retail` +
  '?sslmode=verify-full&sslrootcert=/etc/sparkwright/postgres.crt';

/**
 * The variables of docs/configuration.md with which commands on the host find the services of docker-compose.yml, without
 * secrets. Paths are relative to the project, where npm runs its scripts.
 */
export function hostEnvironment(layout: Layout): Record<string, string> {
  const { masters, nameNodes } = layout;
  const names = [...HOSTS, ...[...masters, ...nameNodes].map(({ name }) => name)];
  return {
    SPARKWRIGHT_SPARK_MASTER_URL: masterUrl(layout),
    SPARKWRIGHT_SPARK_REST_URLS: masters.map(({ rest }) => `http://127.0.0.1:${rest}`).join(','),
    SPARKWRIGHT_SPARK_UI_URLS: masters.map(({ ui }) => `http://127.0.0.1:${ui}`).join(','),
    SPARKWRIGHT_SPARK_PROFILES_DIR: '.sparkwright/data/compose/host',
    SPARKWRIGHT_HDFS_FS: layout.fs,
    SPARKWRIGHT_HDFS_URLS: nameNodes.map(({ http }) => `http://127.0.0.1:${http}`).join(','),
    SPARKWRIGHT_HDFS_DRIVER_URLS: nameNodes
      .map(({ name }) => `http://${name}:${PORTS.namenodeHttp.preset}`)
      .join(','),
    SPARKWRIGHT_HOSTS: JSON.stringify(Object.fromEntries(names.map((name) => [name, '127.0.0.1']))),
    SPARKWRIGHT_STORE_URL: `postgres://sparkwright@127.0.0.1:${PORTS.postgres.preset}/sparkwright?${TLS}`,
    RETAIL_DATABASE_URL: `postgres://retail_app@127.0.0.1:${PORTS.postgres.preset}/retail?${TLS}`,
    SPARKWRIGHT_SOURCES: JSON.stringify({
      retail: {
        url: RETAIL_URL,
        user: 'retail_reader',
        secret: 'retail_reader',
        ca_file: '.sparkwright/secrets/postgres.crt',
      },
    }),
    SPARKWRIGHT_WORKER_DIRS: '',
    // A driver in its container can't reach the host's loopback, so the loop polls twice a second instead.
    SPARKWRIGHT_CALLBACK_URL: '',
  };
}
