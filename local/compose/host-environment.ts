import { PORTS } from '../config.ts';

const HOSTS = [
  ...['postgres', 'hadoop-namenode', 'hadoop-datanode-1', 'hadoop-datanode-2'],
  ...['spark-master', 'spark-worker-1', 'spark-worker-2'],
];

/** How the database is named to drivers: by the network's name, with the certificate that a worker has. */
const RETAIL_URL =
  `jdbc:postgresql://postgres:${PORTS.postgres.preset}/retail` +
  '?sslmode=verify-full&sslrootcert=/etc/sparkwright/postgres.crt';

/**
 * The variables of docs/configuration.md by which the host's own commands find the services of docker-compose.yml; no
 * secret is among them. Paths are relative to the project, where npm runs its scripts.
 */
export function hostEnvironment(): Record<string, string> {
  const { masterUi, rest, master, namenode, namenodeHttp, postgres } = PORTS;
  return {
    SPARKWRIGHT_SPARK_MASTER_URL: `spark://spark-master:${master.preset}`,
    SPARKWRIGHT_SPARK_REST_URLS: `http://127.0.0.1:${rest.preset}`,
    SPARKWRIGHT_SPARK_UI_URLS: `http://127.0.0.1:${masterUi.preset}`,
    SPARKWRIGHT_SPARK_PROFILES_DIR: '.sparkwright/data/compose/host',
    SPARKWRIGHT_HDFS_FS: `hdfs://hadoop-namenode:${namenode.preset}`,
    SPARKWRIGHT_HDFS_URLS: `http://127.0.0.1:${namenodeHttp.preset}`,
    SPARKWRIGHT_HDFS_DRIVER_URLS: `http://hadoop-namenode:${namenodeHttp.preset}`,
    SPARKWRIGHT_HOSTS: JSON.stringify(Object.fromEntries(HOSTS.map((name) => [name, '127.0.0.1']))),
    SPARKWRIGHT_STORE_URL:
      `postgres://sparkwright@127.0.0.1:${postgres.preset}/sparkwright` +
      '?sslmode=verify-full&sslrootcert=.sparkwright/secrets/postgres.crt',
    SPARKWRIGHT_SOURCES: JSON.stringify({
      retail: {
        ...{ url: RETAIL_URL, user: 'retail_reader', secret: 'retail_reader' },
        ca_file: '.sparkwright/secrets/postgres.crt',
      },
    }),
    SPARKWRIGHT_WORKER_DIRS: '',
    // A driver in its container can't reach a port of the host's loopback: the loop looks twice a second instead.
    SPARKWRIGHT_CALLBACK_URL: '',
  };
}
