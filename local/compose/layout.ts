import { PORTS } from '../config.ts';
import { HA_SERVICES, HA_VALUES, highlyAvailable, NAMESERVICE } from './high-availability.ts';
import type { SecretName } from '../setup/secrets.ts';
import { COMPOSE_SERVICES, placeholders, type ComposeService } from './services.ts';

/** The differences between docker-compose.yml and docker-compose.ha.yml over it. */
export interface Layout {
  /** Names in the network, with the ports on the host's loopback of their pages and REST servers. */
  masters: { name: string; ui: number; rest: number }[];
  /** The same, with the port of page and WebHDFS. */
  nameNodes: { name: string; http: number }[];
  /** The file system as drivers name it. */
  fs: string;
  services: Record<string, ComposeService>;
  /** Adapts one service to this layout. */
  adapt: (service: ComposeService) => ComposeService;
  /** Values of placeholders that only this layout has. */
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
 * The layout of the compose files in use.
 * @param name - `plain`, or `ha` with docker-compose.ha.yml
 */
export function layoutOf(name: string): Layout {
  if (name === 'plain') return PLAIN;
  if (name === 'ha') return HIGHLY_AVAILABLE;
  throw new Error(`there is no layout "${name}": pass plain or ha after the folders of prepare`);
}

/** `spark://a:7077,b:7077` */
export function masterUrl({ masters }: Layout): string {
  return `spark://${masters.map(({ name }) => `${name}:${PORTS.master.preset}`).join(',')}`;
}

/** Values of placeholders, unless a service overrides them. */
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
