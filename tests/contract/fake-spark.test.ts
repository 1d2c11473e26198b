import assert from 'node:assert/strict';
import { SignJWT } from 'jose';
import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import { describeSparkCluster } from '../support/conformance/spark-cluster.ts';

const KEY = 'a'.repeat(43);

describe('the fake cluster', () => {
  let cluster: FakeCluster;
  after(() => cluster.close());

  describeSparkCluster('the fake cluster', async () => {
    cluster = await fakeCluster({
      restKey: KEY,
      play: {
        script: async ([what], driver) => {
          if (what === 'hangs') {
            driver.print((await driver.register()).id);
            await new Promise(() => undefined);
          }
          return 0;
        },
      },
    });
    return {
      restUrl: cluster.servers.rest.url,
      uiUrl: cluster.servers.ui.url,
      master: 'spark://127.0.0.1:7077',
      folder: 'hdfs:///contract',
      conf: {},
      token: () =>
        new SignJWT({})
          .setProtectedHeader({ alg: 'HS256' })
          .setExpirationTime('1m')
          .sign(Buffer.from(KEY, 'base64url')),
      restartMaster: async () => {
        await cluster.stopMaster();
        await cluster.startMaster();
      },
      killWorker: async (page) => {
        const worker = cluster.workers.all.find((each) => each.page === page);
        assert.ok(worker);
        await cluster.loseWorker(worker);
      },
      startWorker: async () => {
        await cluster.workers.add({ cores: 3, memory: 3072 });
      },
    };
  });
});
