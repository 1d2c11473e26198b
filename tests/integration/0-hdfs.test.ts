import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { UnreachableError } from '../../orchestrator/model/errors.ts';
import { FileExists, FileNotFound } from '../../orchestrator/hdfs/remote-exception.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { config, useCluster } from './cluster.ts';
import { attemptFiles, hdfs } from './lake.ts';

describe('HDFS over WebHDFS', function () {
  this.timeout(120_000);
  const folder = `/tmp/${randomUUID()}`;
  useCluster();

  it('keeps what is written, to the byte', async () => {
    const text = 'Köln ☂\n\0 and a second line';
    await hdfs.create(`${folder}/a file with ümlauts, spaces & a #`, text);
    assert.equal(await hdfs.read(`${folder}/a file with ümlauts, spaces & a #`), text);
  });

  it('replaces a file in one step, and leaves nothing beside it', async () => {
    await hdfs.replace(`${folder}/replaced/file`, 'old');
    await hdfs.replace(`${folder}/replaced/file`, 'new');
    assert.equal(await hdfs.read(`${folder}/replaced/file`), 'new');
    const names = (await hdfs.list(`${folder}/replaced`)).map(({ pathSuffix }) => pathSuffix);
    assert.deepEqual(names, ['file']);
  });

  it('renames onto a name that is taken only when told to', async () => {
    await hdfs.create(`${folder}/taken`, 'first');
    await hdfs.create(`${folder}/other`, 'second');
    await assert.rejects(hdfs.rename(`${folder}/other`, `${folder}/taken`, 'NONE'), FileExists);
    assert.equal(await hdfs.read(`${folder}/taken`), 'first');
    await hdfs.rename(`${folder}/other`, `${folder}/taken`, 'OVERWRITE');
    assert.equal(await hdfs.read(`${folder}/taken`), 'second');
  });

  it('tells what is not there from what cannot be reached', async () => {
    await assert.rejects(hdfs.read(`${folder}/nothing`), FileNotFound);
    await assert.rejects(hdfs.list(`${folder}/nothing`), FileNotFound);
    assert.equal(await hdfs.exists(`${folder}/nothing`), false);
    const away = new Hdfs({ urls: ['http://127.0.0.1:9'], user: 'spark' });
    await assert.rejects(away.exists('/'), UnreachableError);
    await assert.rejects(away.read('/'), UnreachableError);
  });

  it('asks the next NameNode when the first does not answer', async () => {
    const urls = ['http://127.0.0.1:9', `http://127.0.0.1:${config.ports.namenodeHttp}`];
    assert.equal(await new Hdfs({ urls, user: 'spark' }).exists('/'), true);
  });

  it('gives the claim of an attempt to one of many', async () => {
    const attempt = `contest-${randomUUID()}`;
    const reasons = Array.from({ length: 12 }, (_, index) => `number ${index}`);
    await Promise.all(reasons.map((reason) => attemptFiles.takeClaim(attempt, reason)));
    const names = (await hdfs.list(`/sparkwright/attempts/${attempt}`)).map((f) => f.pathSuffix);
    assert.deepEqual(names, ['claim.json']);
    assert.deepEqual((await attemptFiles.readClaim(attempt))?.by, 'tombstone');
  });

  it('says that a result is broken, and not that there is none', async () => {
    const attempt = `broken-${randomUUID()}`;
    assert.equal(await attemptFiles.readResult(attempt), null);
    await hdfs.create(`/sparkwright/attempts/${attempt}/result.json`, '{"status": "succ');
    await assert.rejects(attemptFiles.readResult(attempt), { name: 'TerminalError' });
  });
});
