import assert from 'node:assert/strict';
import { reachable } from '../../../orchestrator/model/hosts.ts';

const HOSTS = { 'hadoop-datanode-2': '127.0.0.1' };

describe('addresses that a cluster names', () => {
  it('are reached by the host that is configured for their name, and else as they are', () => {
    const redirect = 'http://hadoop-datanode-2:9865/webhdfs/v1/data/a%20b?op=OPEN&offset=0';
    assert.equal(
      reachable(redirect, HOSTS),
      'http://127.0.0.1:9865/webhdfs/v1/data/a%20b?op=OPEN&offset=0',
    );
    assert.equal(reachable('http://hadoop-datanode-2:9865', HOSTS), 'http://127.0.0.1:9865');
    assert.equal(reachable('http://10.0.0.7:8081', HOSTS), 'http://10.0.0.7:8081');
  });
});
