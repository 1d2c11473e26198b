/** What Sparkwright relies on in HDFS over WebHDFS. A real one and the fake one both pass it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import axios from 'axios';
import { openAttemptFiles } from '../../orchestrator/hdfs/attempt-files.ts';
import { openBookmarks } from '../../orchestrator/hdfs/bookmarks.ts';
import { FileExists, FileNotFound } from '../../orchestrator/hdfs/remote-exception.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import type { Bookmark } from '../../orchestrator/model/result.ts';
import { OPERATIONS } from './hdfs-operations.ts';

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

    it('keeps what is written, to the byte, under any name', async () => {
      const text = 'Köln ☂\n\0 and a second line';
      const path = `${folder}/names/a file with ümlauts, spaces & a # and 100 %`;
      await hdfs.create(path, text);
      assert.equal(await hdfs.read(path), text);
      assert.deepEqual(await namesIn(`${folder}/names`), [path.split('/').at(-1)]);
    });

    it('gives a name to one of many who want it', async () => {
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

    it('replaces a file in one step', async () => {
      await hdfs.replace(`${folder}/replaced/file`, 'old');
      await hdfs.replace(`${folder}/replaced/file`, 'new');
      assert.equal(await hdfs.read(`${folder}/replaced/file`), 'new');
      assert.deepEqual(await namesIn(`${folder}/replaced`), ['file']);
    });

    it('says of what is not there that it is not', async () => {
      await assert.rejects(hdfs.read(`${folder}/nothing`), FileNotFound);
      await assert.rejects(hdfs.list(`${folder}/nothing`), FileNotFound);
      await assert.rejects(
        hdfs.rename(`${folder}/nothing`, `${folder}/x`, 'OVERWRITE'),
        FileNotFound,
      );
      assert.equal(await hdfs.exists(`${folder}/nothing`), false);
    });

    it('removes whole folders, and does not mind what is gone', async () => {
      await hdfs.create(`${folder}/removed/deep/file`, 'x');
      await hdfs.remove(`${folder}/removed`);
      assert.equal(await hdfs.exists(`${folder}/removed/deep/file`), false);
      await hdfs.remove(`${folder}/removed`);
    });

    it('lists files and folders, with lengths, and times in milliseconds', async () => {
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

    it('gives each claim of an attempt to one of many, and tells the others who has it', async () => {
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

    it('gives back a sealed file, and says which one is broken', async () => {
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
      await assert.rejects(openAttemptFiles(hdfs, 'hdfs://', 'lake').readResult(attempt), {
        name: 'TerminalError',
      });
    });

    // One folder, changed step by step: the answers are those of Hadoop 3.5, to the status and the exception's name.
    it('answers every operation as HDFS does', async () => {
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

/** What the product can tell an answer by: the exception's name, a boolean, the type of a file, or the text. */
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
