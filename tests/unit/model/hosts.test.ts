import assert from 'node:assert/strict';
import { reachable } from '../../../orchestrator/model/hosts.ts';

const HOSTS = { 'hadoop-datanode-2': '127.0.0.1' };

describe('an address within a cluster', () => {
  it('gets the configured host for its name, and otherwise stays unchanged', () => {
    const redirect = 'http://hadoop-datanode-2:9865/webhdfs/v1/data/a%20b?op=OPEN&offset=0';
    assert.equal(
      reachable(redirect, HOSTS),
      'http://127.0.0.1:9865/webhdfs/v1/data/a%20b?op=OPEN&offset=0',
    );
    assert.equal(reachable('http://hadoop-datanode-2:9865', HOSTS), 'http://127.0.0.1:9865');
    assert.equal(reachable('http://10.0.0.7:8081', HOSTS), 'http://10.0.0.7:8081');
  });
});
