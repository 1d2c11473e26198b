/** Changes and additions of docker-compose.ha.yml to the services' folders. */
import { COMPOSE_SERVICES, HADOOP_USER, type ComposeService } from './services.ts';

export const NAMESERVICE = 'sparkwright';

const three = (name: string) => [1, 2, 3].map((number) => `${name}-${number}`);
const zookeepers = three('zookeeper');

/** Values of placeholders that only these templates have. */
export const HA_VALUES: Record<string, string> = {
  NAMESERVICE,
  NAMENODE_1: 'hadoop-namenode',
  NAMENODE_2: 'hadoop-namenode-2',
  JOURNALNODES: three('hadoop-journalnode')
    .map((host) => `${host}:8485`)
    .join(';'),
  ZOOKEEPERS: zookeepers.map((host) => `${host}:2181`).join(','),
  ZOOKEEPER_SERVERS: zookeepers.map((host, at) => `server.${at + 1}=${host}:2888:3888`).join('\n'),
};

/** Templates that go over others, in the same file. */
const OVER: Record<string, string> = {
  'spark/spark-defaults.conf': 'spark/nameservice.conf',
  'spark/history.conf': 'spark/nameservice.conf',
  'spark/master.conf': 'spark/standby.conf',
};

export const HA_SERVICES: Record<string, ComposeService> = {
  ...Object.fromEntries(
    Object.entries(COMPOSE_SERVICES).map(([name, service]) => [name, highlyAvailable(service)]),
  ),
  // The second NameNode, the JournalNodes and the failover controllers use the folder `hadoop-namenode` too.
  zookeeper: {
    uid: HADOOP_USER,
    templates: ['hadoop/zoo.cfg', 'hadoop/log4j.properties'],
    secrets: [],
  },
};

/** The same service for two NameNodes and two masters. */
export function highlyAvailable(service: ComposeService): ComposeService {
  const { templates } = service;
  const included = templates.includes('hadoop/hdfs-site.xml') ? ['hadoop/ha-site.xml'] : [];
  return {
    ...service,
    templates: [
      ...templates.map((template) =>
        [template].flat().flatMap((path) => [path, ...[OVER[path] ?? []].flat()]),
      ),
      ...included,
    ],
  };
}
