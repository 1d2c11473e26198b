import { PORTS } from '../config.ts';
import { HA_SERVICES, HA_VALUES, highlyAvailable, NAMESERVICE } from './high-availability.ts';
import type { SecretName } from '../setup/secrets.ts';
import { COMPOSE_SERVICES, placeholders, type ComposeService } from './services.ts';

/** What differs between docker-compose.yml and docker-compose.ha.yml over it. */
export interface Layout {
  /** By the network's names, with the ports of the host's loopback that lead to their pages and REST servers. */
  masters: { name: string; ui: number; rest: number }[];
  /** The same, with the port of the page, which is WebHDFS's too. */
  nameNodes: { name: string; http: number }[];
  /** The file system as drivers name it. */
  fs: string;
  services: Record<string, ComposeService>;
  /** Makes one more service fit to these. */
  adapt: (service: ComposeService) => ComposeService;
  /** What placeholders stand for that are used in this layout alone. */
  values: Record<string, string>;
}

const master = { name: 'spark-master', ui: PORTS.masterUi.preset, rest: PORTS.rest.preset };
const nameNode = { name: 'hadoop-namenode', http: PORTS.namenodeHttp.preset };

const PLAIN: Layout = {
  masters: [master],
  nameNodes: [nameNode],
  fs: `hdfs://${nameNode.name}:${PORTS.namenode.preset}`,
  services: COMPOSE_SERVICES,
  adapt: (service) => service,
  values: {},
};

const HIGHLY_AVAILABLE: Layout = {
  masters: [master, { name: 'spark-master-2', ui: 8083, rest: 6067 }],
  nameNodes: [nameNode, { name: 'hadoop-namenode-2', http: 9871 }],
  fs: `hdfs://${NAMESERVICE}`,
  services: HA_SERVICES,
  adapt: highlyAvailable,
  values: HA_VALUES,
};

/**
 * The layout of the compose files that are used.
 * @param name - `plain`, or `ha` with docker-compose.ha.yml
 */
export function layoutOf(name: string): Layout {
  if (name === 'plain') return PLAIN;
  if (name === 'ha') return HIGHLY_AVAILABLE;
  throw new Error(`there is no layout "${name}": write plain or ha behind the folders of prepare`);
}

/** `spark://a:7077,b:7077` */
export function masterUrl({ masters }: Layout): string {
  return `spark://${masters.map(({ name }) => `${name}:${PORTS.master.preset}`).join(',')}`;
}

/** What each placeholder stands for, for every service that says nothing else. */
export function valuesOf(
  layout: Layout,
  secret: (name: SecretName) => string,
): Record<string, string> {
  return {
    ...placeholders(secret),
    MASTER_URL: masterUrl(layout),
    HDFS_FS: layout.fs,
    ...layout.values,
  };
}
