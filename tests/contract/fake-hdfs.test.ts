import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import { describeHdfs } from '../support/conformance/hdfs.ts';

describe('the fake cluster', () => {
  let cluster: FakeCluster;
  after(() => cluster.close());

  describeHdfs('the fake cluster', async () => {
    cluster = await fakeCluster();
    return { url: cluster.servers.hdfs.url };
  });
});
