import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { UnreachableError } from '../../orchestrator/model/errors.ts';
import { parsePipeline } from '../../orchestrator/plan/load.ts';
import { openCluster } from '../../orchestrator/spark/cluster.ts';
import { restServer } from '../../orchestrator/spark/rest.ts';
import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import { standby } from '../fakes/hdfs/webhdfs.ts';
import { instead } from '../fakes/http/faults.ts';
import { htmlPage } from '../fakes/http/reply.ts';

const [STAGE] = parsePipeline('pipeline: p\nstages: { only: { job: a.py } }', 'p.yaml').stages;

describe('several masters and NameNodes', () => {
  let first: FakeCluster;
  let second: FakeCluster;
  let folder: string;
  beforeEach(async () => {
    [first, second] = await Promise.all([fakeCluster(), fakeCluster()]);
    folder = await mkdtemp(join(tmpdir(), 'sparkwright-failover-'));
    await writeFile(join(folder, 'spark-defaults.conf'), '');
    await writeFile(join(folder, 'key'), 'c'.repeat(43));
  });
  afterEach(async () => {
    await Promise.all([first.close(), second.close(), rm(folder, { recursive: true })]);
  });

  const open = () =>
    openCluster({
      master: 'spark://a:7077,b:7077',
      webhdfs: '',
      hdfsUser: 'spark',
      callbackUrl: '',
      restUrls: [...first.restUrls, ...second.restUrls],
      uiUrls: [...first.uiUrls, ...second.uiUrls],
      restSecretFile: join(folder, 'key'),
      profilesDir: folder,
    });
  const submission = () => {
    assert.ok(STAGE);
    const spec = 'hdfs:///sparkwright/attempts/a-1/spec.json';
    return { attempt: 'a-1', run: 'a', name: 'p.only', release: 'r', spec, stage: STAGE };
  };

  it('a submission goes to the ALIVE master', async () => {
    first.master.be('STANDBY');
    const cluster = await open();
    const driver = await cluster.submit(submission());
    assert.ok((await cluster.state()).drivers.has(driver));
    assert.deepEqual([first.drivers.all.length, second.drivers.all.length], [0, 1]);
    first.master.be('ALIVE');
    second.master.be('STANDBY');
    await cluster.submit({ ...submission(), attempt: 'a-2' });
    assert.equal(first.drivers.all.length, 1);
  });

  it('without an ALIVE master the state is unknown, and nothing is submitted', async () => {
    for (const { master } of [first, second]) master.be('RECOVERING');
    const cluster = await open();
    await assert.rejects(cluster.state(), UnreachableError);
    await assert.rejects(cluster.submit(submission()), UnreachableError);
    assert.deepEqual([first.drivers.all.length, second.drivers.all.length], [0, 0]);
  });

  it('without an ALIVE master a kill fails', async () => {
    const cluster = await open();
    second.master.be('STANDBY');
    const driver = await cluster.submit(submission());
    first.master.be('RECOVERING');
    await assert.rejects(cluster.kill(driver), UnreachableError);
    first.master.be('ALIVE');
    await cluster.kill(driver);
  });

  it('a kill skips masters that stand by or are gone', async () => {
    const cluster = await open();
    first.master.be('STANDBY');
    const driver = await cluster.submit(submission());
    await cluster.kill(driver);
    await first.stopMaster();
    await cluster.kill(driver);
    await second.stopMaster();
    await assert.rejects(cluster.kill(driver), UnreachableError);
  });

  it('an HTML page instead of the answer means that the kill failed', async () => {
    const cluster = await open();
    second.master.be('STANDBY');
    const driver = await cluster.submit(submission());
    for (const page of [htmlPage(502), htmlPage(200)]) {
      first.servers.rest.faults.on(/^POST .*\/kill\//, instead(page));
      await assert.rejects(cluster.kill(driver), UnreachableError);
    }
  });

  it('without a REST server a kill fails', async () => {
    const rest = restServer([], () => Promise.resolve('any'));
    await assert.rejects(rest.kill('driver-1'), UnreachableError);
  });

  it('a NameNode that stands by is skipped, also after a failover', async () => {
    const hdfs = new Hdfs({ urls: [...first.hdfsUrls, ...second.hdfsUrls], user: 'spark' });
    first.servers.hdfs.faults.on(/./, standby(), Infinity);
    await hdfs.replace('/a', 'text');
    assert.equal(await hdfs.read('/a'), 'text');
    first.servers.hdfs.faults.clear();
    second.servers.hdfs.faults.on(/./, standby(), Infinity);
    assert.equal(await hdfs.exists('/a'), false);
  });
});
