import { join } from 'node:path';
import type { ClusterConfig } from './config.ts';

/** The folders of a cluster, all absolute. */
export interface Folders {
  secrets: string;
  data: string;
  logs: string;
  /** A record for each running service. */
  run: string;
  /** Rendered configuration. */
  conf: string;
  postgres: string;
  hdfs: string;
  spark: string;
}

/** The folders of a cluster; creates nothing. */
export function folders(config: Pick<ClusterConfig, 'home'>): Folders {
  const data = join(config.home, 'data');
  return {
    secrets: join(config.home, 'secrets'),
    data,
    logs: join(config.home, 'logs'),
    run: join(data, 'run'),
    conf: join(data, 'conf'),
    postgres: join(data, 'postgres'),
    hdfs: join(data, 'hdfs'),
    spark: join(data, 'spark'),
  };
}

/** The file of one secret. */
export function secretFile(config: Pick<ClusterConfig, 'home'>, name: string): string {
  return join(folders(config).secrets, name);
}
