import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { hostEnvironment } from '../../../local/compose/host-environment.ts';
import { layoutOf, valuesOf } from '../../../local/compose/layout.ts';
import { hostFolder } from '../../../local/compose/services.ts';
import { filledTemplates } from '../../../local/compose/templates.ts';
import { parseConf } from '../../../orchestrator/spark/profiles.ts';

interface Composed {
  services: Record<string, { volumes?: string[]; environment?: Record<string, string> }>;
}
const read = (file: string) =>
  parse(readFileSync(file, 'utf8'), { merge: true, maxAliasCount: -1 }) as Composed;
const PLAIN = read('docker-compose.yml').services;
const LAYOUTS = { plain: PLAIN, ha: { ...PLAIN, ...read('docker-compose.ha.yml').services } };

for (const [name, services] of Object.entries(LAYOUTS)) {
  const layout = layoutOf(name);
  const values = valuesOf(layout, () => 'secret');

  describe(`the layout ${name}`, () => {
    it('fills every placeholder of its services', () => {
      for (const service of Object.values(layout.services)) filledTemplates(service, values);
    });

    it('has a folder for each mount of a service', () => {
      const mounted = Object.values(services)
        .flatMap(({ volumes = [] }) => volumes)
        .flatMap((volume) => /^\.\/\.sparkwright\/data\/compose\/([^:]+):/.exec(volume)?.[1] ?? []);
      assert.deepEqual(
        [...new Set(mounted)].filter((folder) => !(folder in layout.services)),
        [],
      );
    });

    it('describes the same cluster to the host and to the orchestrators', () => {
      const inside = services['orchestrator-1']?.environment ?? {};
      const outside = hostEnvironment(layout);
      for (const key of ['SPARKWRIGHT_SPARK_MASTER_URL', 'SPARKWRIGHT_HDFS_FS'])
        assert.equal(inside[key], outside[key], key);
      assert.equal(inside.SPARKWRIGHT_HDFS_URLS, outside.SPARKWRIGHT_HDFS_DRIVER_URLS);
    });
  });
}

describe('high availability', () => {
  const layout = layoutOf('ha');
  const filled = (service: string, file: string) => {
    const filled = layout.services[service];
    assert.ok(filled);
    const values = valuesOf(layout, () => 'secret');
    return filledTemplates(filled, values).get(file) ?? '';
  };

  it('has masters that recover from ZooKeeper, regardless of master.conf', () => {
    const master = parseConf(filled('spark-master', 'master.conf'));
    assert.equal(master['spark.deploy.recoveryMode'], 'ZOOKEEPER');
    assert.equal(
      master['spark.deploy.zookeeper.url'],
      'zookeeper-1:2181,zookeeper-2:2181,zookeeper-3:2181',
    );
  });

  it('lets drivers, notebooks, history and the host find both NameNodes', () => {
    const values = valuesOf(layout, () => 'secret');
    for (const text of [
      filled('orchestrator', 'spark-defaults.conf'),
      filled('jupyter', 'spark-defaults.conf'),
      filled('spark-history', 'history.conf'),
      filledTemplates(layout.adapt(hostFolder(1)), values).get('spark-defaults.conf') ?? '',
    ]) {
      const conf = parseConf(text);
      for (const [id, host] of Object.entries({ nn1: 'hadoop-namenode', nn2: 'hadoop-namenode-2' }))
        assert.equal(
          conf[`spark.hadoop.dfs.namenode.rpc-address.sparkwright.${id}`],
          `${host}:8020`,
        );
    }
  });

  it('adds no second NameNode to the plain layout', () => {
    assert.ok(filled('hadoop-namenode', 'ha-site.xml').includes('<value>nn1,nn2</value>'));
    assert.ok(
      !layoutOf('plain').services['hadoop-namenode']?.templates.includes('hadoop/ha-site.xml'),
    );
  });
});
