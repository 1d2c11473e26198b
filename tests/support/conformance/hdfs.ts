/** The behaviour of WebHDFS on which Sparkwright relies. The real HDFS and the fake one both pass. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import axios from 'axios';
import { openArrivals } from '../../../orchestrator/hdfs/arrivals.ts';
import { openAttemptFiles } from '../../../orchestrator/hdfs/attempt-files.ts';
import { openBookmarks } from '../../../orchestrator/hdfs/bookmarks.ts';
import { FileExists, FileNotFound } from '../../../orchestrator/hdfs/remote-exception.ts';
import { seal } from '../../../orchestrator/hdfs/sealed.ts';
import { Hdfs } from '../../../orchestrator/hdfs/webhdfs.ts';
import { UnreachableError } from '../../../orchestrator/model/errors.ts';
import type { Bookmark } from '../../../orchestrator/model/result.ts';
import { OPERATIONS } from './hdfs-operations.ts';
import { resultWith } from '../samples.ts';

export interface HdfsUnderTest {
  /** WebHDFS of the NameNode. */
  url: string;
}

export function describeHdfs(name: string, setUp: () => Promise<HdfsUnderTest>): void {
  describe(`${name}, as HDFS`, function () {
    this.timeout(120_000);
    const folder = `/tmp/contract-${randomUUID()}`;
    let url: string;
    let hdfs: Hdfs;
    before(async () => {
      ({ url } = await setUp());
      hdfs = new Hdfs({ urls: [url], user: 'spark' });
    });
    const namesIn = async (path: string) =>
      (await hdfs.list(path)).map(({ pathSuffix }) => pathSuffix);

    it('a file keeps its bytes under any name', async () => {
      const text = 'Köln ☂\n\0 and a second line';
      const path = `${folder}/names/a file with ümlauts, spaces & a # and 100 %`;
      await hdfs.create(path, text);
      assert.equal(await hdfs.read(path), text);
      assert.deepEqual(await namesIn(`${folder}/names`), [path.split('/').at(-1)]);
    });

    it('a folder of any size is listed whole, and arrivals leave out unfinished files', async () => {
      const many = `${folder}/arrivals/many`;
      const names = Array.from({ length: 1_050 }, (_, number) => `f-${number} ü+&`).sort();
      for (let from = 0; from < names.length; from += 50)
        await Promise.all(
          names.slice(from, from + 50).map((name) => hdfs.makeFolder(`${many}/${name}`)),
        );
      assert.deepEqual(
        (await hdfs.listAll(many)).map(({ pathSuffix }) => pathSuffix).sort(),
        names,
      );
      await assert.rejects(hdfs.listAll(`${many}/nothing`), FileNotFound);
      const arrivals = openArrivals(hdfs);
      assert.equal((await arrivals.matching(`${many}/f-*`)).length, names.length);
      for (const name of ['day 1/part', 'day 1/_SUCCESS', 'day 1/_temporary', 'day 2/x._COPYING_'])
        await hdfs.create(`${folder}/arrivals/${name}`, name);
      const paths = async (pattern: string) =>
        (await arrivals.matching(`${folder}/arrivals/${pattern}`))
          .map(({ path }) => path.slice(`${folder}/arrivals/`.length))
          .sort();
      assert.deepEqual(await paths('day*/*'), ['day 1/part']);
      assert.deepEqual(await paths('*/_SUCCESS'), ['day 1/_SUCCESS']);
      assert.deepEqual(await paths('day 1/part'), ['day 1/part']);
      assert.deepEqual(await paths('day 1/part/*'), []);
      assert.deepEqual(await paths('nowhere/*'), []);
    });

    it('a rename of a file, or of its folder, keeps its modification time', async () => {
      const arrivals = openArrivals(hdfs);
      const [from, to] = [`${folder}/moves/old`, `${folder}/moves/new`];
      await hdfs.create(`${from}/a`, 'whole');
      const [before] = await arrivals.matching(`${from}/*`);
      await hdfs.rename(from, to, 'NONE');
      assert.deepEqual(await arrivals.matching(`${from}/*`), []);
      assert.deepEqual(await arrivals.matching(`${folder}/moves/*/a`), [
        { ...before, path: `${to}/a` },
      ]);
      await hdfs.rename(`${to}/a`, `${folder}/moves/b`, 'NONE');
      const [moved] = await arrivals.matching(`${folder}/moves/b`);
      assert.deepEqual(moved?.modified, before?.modified);
    });

    it('one of many renames onto the same name succeeds', async () => {
      const drafts = Array.from({ length: 12 }, (_, index) => `${folder}/contest/draft-${index}`);
      await Promise.all(drafts.map((draft) => hdfs.create(draft, draft)));
      const tries = await Promise.allSettled(
        drafts.map((draft) => hdfs.rename(draft, `${folder}/contest/prize`, 'NONE')),
      );
      const winners = drafts.filter((_, index) => tries[index]?.status === 'fulfilled');
      assert.equal(winners.length, 1);
      assert.equal(await hdfs.read(`${folder}/contest/prize`), winners[0]);
      for (const lost of tries.filter(({ status }) => status === 'rejected'))
        assert.ok((lost as PromiseRejectedResult).reason instanceof FileExists);
      await assert.rejects(
        hdfs.rename(winners[0] ?? '', `${folder}/contest/prize`, 'NONE'),
        FileNotFound,
      );
    });

    it('a rename onto an existing file succeeds only with OVERWRITE', async () => {
      await hdfs.create(`${folder}/taken/first`, 'first');
      await hdfs.create(`${folder}/taken/second`, 'second');
      const rename = (options: 'NONE' | 'OVERWRITE') =>
        hdfs.rename(`${folder}/taken/second`, `${folder}/taken/first`, options);
      await assert.rejects(rename('NONE'), FileExists);
      assert.equal(await hdfs.read(`${folder}/taken/first`), 'first');
      await rename('OVERWRITE');
      assert.equal(await hdfs.read(`${folder}/taken/first`), 'second');
    });

    it('a NameNode that does not answer is skipped; if none answers, HDFS is unreachable', async () => {
      const away = 'http://127.0.0.1:9';
      assert.equal(await new Hdfs({ urls: [away, url], user: 'spark' }).exists('/'), true);
      const unreachable = new Hdfs({ urls: [away], user: 'spark' });
      await assert.rejects(unreachable.exists('/'), UnreachableError);
      await assert.rejects(unreachable.read('/'), UnreachableError);
    });

    it('a file is replaced in one step, without leftovers', async () => {
      await hdfs.replace(`${folder}/replaced/file`, 'old');
      await hdfs.replace(`${folder}/replaced/file`, 'new');
      assert.equal(await hdfs.read(`${folder}/replaced/file`), 'new');
      assert.deepEqual(await namesIn(`${folder}/replaced`), ['file']);
    });

    it('a missing file or folder is FileNotFound', async () => {
      await assert.rejects(hdfs.read(`${folder}/nothing`), FileNotFound);
      await assert.rejects(hdfs.list(`${folder}/nothing`), FileNotFound);
      await assert.rejects(
        hdfs.rename(`${folder}/nothing`, `${folder}/x`, 'OVERWRITE'),
        FileNotFound,
      );
      assert.equal(await hdfs.exists(`${folder}/nothing`), false);
    });

    it('a folder is removed with its files; removing a missing one is no error', async () => {
      await hdfs.create(`${folder}/removed/deep/file`, 'x');
      await hdfs.remove(`${folder}/removed`);
      assert.equal(await hdfs.exists(`${folder}/removed/deep/file`), false);
      await hdfs.remove(`${folder}/removed`);
    });

    it('a listing has files and folders, lengths, and times in milliseconds', async () => {
      const earliest = Date.now();
      await hdfs.create(`${folder}/listed/b`, 'abc');
      await hdfs.create(`${folder}/listed/a/file`, '');
      const found = await hdfs.list(`${folder}/listed`);
      assert.deepEqual(
        found.map(({ pathSuffix, type, length }) => [pathSuffix, type, length]),
        [
          ['a', 'DIRECTORY', 0],
          ['b', 'FILE', 3],
        ],
      );
      for (const { modificationTime } of found)
        assert.ok(modificationTime >= earliest && modificationTime <= Date.now());
    });

    it('one of many drivers gets the claim of an attempt, and the others learn its id', async () => {
      const attempt = `contract-${randomUUID()}`;
      const files = openAttemptFiles(hdfs, 'hdfs://', 'lake');
      assert.equal(await files.readClaim(attempt), null);
      const tries = Array.from({ length: 6 }, (_, index) => `number ${index}`);
      const holders = await Promise.all(tries.map((reason) => files.takeClaim(attempt, reason)));
      assert.deepEqual(new Set(holders.map(({ by }) => by)), new Set(['tombstone']));
      await files.takePublish(attempt, 'its driver is gone');
      assert.deepEqual(await namesIn(`/sparkwright/attempts/${attempt}`), [
        'claim.json',
        'publish.json',
      ]);
    });

    it('a sealed file is read back, and a broken one is an error, not a missing file', async () => {
      const bookmarks = openBookmarks(hdfs);
      const before = await bookmarks.read();
      const bookmark: Bookmark = {
        version: 1,
        sources: { shop: { system_identifier: '7', kind: 'xid', tables: { orders: '12' } } },
        run: 'run',
        attempt: 'attempt',
        time: '2026-11-21T11:16:50.000Z',
      };
      await bookmarks.write(bookmark);
      assert.deepEqual(await bookmarks.read(), bookmark);
      await (before ? bookmarks.write(before) : hdfs.remove('/data/bronze/bookmark'));

      const attempt = `contract-${randomUUID()}`;
      await hdfs.create(`/sparkwright/attempts/${attempt}/result.json`, '{"status": "succ');
      const files = openAttemptFiles(hdfs, 'hdfs://', 'lake');
      await assert.rejects(files.readResult(attempt), { name: 'TerminalError' });
      const loaded = `contract-${randomUUID()}`;
      const result = resultWith({
        attempt: loaded,
        warnings: ['orders was truncated'],
        started: 'then',
        ended: 'now',
      });
      await hdfs.create(`/sparkwright/attempts/${loaded}/result.json`, seal(result));
      assert.deepEqual(await files.readResult(loaded), result);
    });

    // The statuses and exceptions of Hadoop 3.5.
    it('every operation has the same answer as in Hadoop 3.5', async () => {
      await axios.put(`${url}/webhdfs/v1${folder}/raw?op=MKDIRS&user.name=spark`);
      for (const { ask, answer } of OPERATIONS) {
        const [method = '', name = '', query = ''] = ask.split(' ');
        const found = await axios.request<unknown>({
          method,
          url: `${url}/webhdfs/v1${folder}/raw/${name}?${query.replaceAll('~', `${folder}/raw`)}&user.name=spark`,
          ...(query.startsWith('op=CREATE')
            ? { data: 'abc', headers: { 'content-type': 'application/octet-stream' } }
            : {}),
          validateStatus: () => true,
        });
        assert.equal(`${found.status} ${essence(found.data)}`.trim(), answer, ask);
      }
    });
  });
}

/** The part of an answer that the client reads: the exception's name, a boolean, the type of a file, or the text. */
function essence(data: unknown): string {
  if (typeof data === 'string') return data;
  const { RemoteException, boolean, FileStatus, FileStatuses } = data as {
    RemoteException?: { exception: string };
    boolean?: boolean;
    FileStatus?: { type: string };
    FileStatuses?: { FileStatus: { pathSuffix: string }[] };
  };
  if (FileStatuses) return FileStatuses.FileStatus.map((each) => each.pathSuffix).join(',');
  return RemoteException?.exception ?? FileStatus?.type ?? String(boolean);
}
