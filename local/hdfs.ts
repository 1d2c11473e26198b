import { Hdfs } from '../orchestrator/hdfs/webhdfs.ts';
import type { ClusterConfig } from './config.ts';

/** The cluster's HDFS, as the user that drivers run as. */
export function sparkHdfs({ ports }: Pick<ClusterConfig, 'ports'>): Hdfs {
  return new Hdfs({ urls: [`http://127.0.0.1:${ports.namenodeHttp}`], user: 'spark' });
}
