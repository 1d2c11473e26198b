import { join } from 'node:path';
import type { ClusterConfig } from './config.ts';
import { folders, secretFile } from './folders.ts';
import { writeWhole } from './files.ts';

/** The variables of docs/configuration.md that describe this cluster, without secrets. */
export function clusterEnvironment(config: ClusterConfig): Record<string, string> {
  const { ports } = config;
  return {
    SPARKWRIGHT_HOME: config.home,
    SPARKWRIGHT_SPARK_MASTER_URL: `spark://127.0.0.1:${ports.master}`,
    SPARKWRIGHT_SPARK_REST_URLS: `http://127.0.0.1:${ports.rest}`,
    SPARKWRIGHT_SPARK_UI_URLS: `http://127.0.0.1:${ports.masterUi}`,
    SPARKWRIGHT_SPARK_REST_SECRET_FILE: secretFile(config, 'spark-rest.key'),
    SPARKWRIGHT_SPARK_PROFILES_DIR: join(folders(config).conf, 'spark'),
    SPARKWRIGHT_HDFS_FS: hdfsAddress(config),
    SPARKWRIGHT_HDFS_URLS: `http://127.0.0.1:${ports.namenodeHttp}`,
    SPARKWRIGHT_STORE_URL: `postgres://sparkwright@127.0.0.1:${ports.postgres}/sparkwright`,
    SPARKWRIGHT_STORE_PASSWORD_FILE: secretFile(config, 'store.password'),
    SPARKWRIGHT_PIPELINES_DIR: join(config.root, 'pipelines'),
    SPARKWRIGHT_JOBS_DIR: join(config.root, 'jobs'),
    SPARKWRIGHT_LISTEN: `127.0.0.1:${ports.http}`,
    SPARKWRIGHT_CALLBACK_URL: `http://127.0.0.1:${ports.http}`,
    SPARKWRIGHT_SOURCES: JSON.stringify({
      retail: {
        url: `jdbc:postgresql://127.0.0.1:${ports.postgres}/retail`,
        user: 'retail_reader',
        secret: 'retail_reader',
      },
    }),
  };
}

/** The file system's address for drivers. */
export function hdfsAddress(config: ClusterConfig): string {
  return `hdfs://127.0.0.1:${config.ports.namenode}`;
}

/** The file in which `up` writes the cluster's variables, for node's `util.parseEnv`. */
function environmentFile(config: Pick<ClusterConfig, 'home'>): string {
  return join(folders(config).data, 'cluster.env');
}

/** Writes the cluster's variables to {@link environmentFile}. */
export function writeEnvironment(config: ClusterConfig): void {
  const lines = Object.entries(clusterEnvironment(config)).map(
    ([name, value]) => `${name}='${value}'\n`,
  );
  writeWhole(environmentFile(config), lines.join(''));
}
