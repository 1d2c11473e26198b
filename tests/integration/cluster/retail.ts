import assert from 'node:assert/strict';
import axios from 'axios';
import pRetry from 'p-retry';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { config, useCluster } from '../../support/cluster.ts';
import {
  addOrders,
  assertExact,
  attemptsOf,
  bookmarks,
  master,
  rowsRead,
} from '../../support/lake.ts';
import { runOnce } from '../../support/orchestrator.ts';

describe('the retail pipeline on a real cluster', function () {
  this.timeout(300_000);
  useCluster();

  it('a first load makes gold equal to the database, by executors on the workers', async () => {
    const added = await addOrders(3_000);
    const { exitCode, output, run } = await runOnce();
    assert.equal(exitCode, 0, output);
    assert.deepEqual(await rowsRead(run), {
      'lake.bronze.orders': added.orders,
      'lake.bronze.ordershistory': added.history,
    });
    await assertExact();

    // In local mode, a driver would have no executor on a worker.
    const applications = (await attemptsOf(run)).map(({ application }) => application ?? '');
    const executors = await applicationsOnWorkers();
    const known = (await master()).completedapps.map(({ id }) => id);
    assert.equal(applications.length, 3);
    for (const application of applications) {
      assert.ok(known.includes(application), `${application} is not among ${known.join(', ')}`);
      assert.ok(executors.has(application), `no worker ran an executor of ${application}`);
    }
  });

  it('the next load reads only new rows, and moves the bookmark', async () => {
    const before = (await bookmarks.read())?.sources.retail?.tables.orders;
    const added = await addOrders(500);
    const { exitCode, output, run } = await runOnce();
    assert.equal(exitCode, 0, output);
    assert.deepEqual(await rowsRead(run), {
      'lake.bronze.orders': added.orders,
      'lake.bronze.ordershistory': added.history,
    });
    await assertExact();
    const bookmark = await bookmarks.read();
    assert.ok(BigInt(bookmark?.sources.retail?.tables.orders ?? 0) > BigInt(before ?? 0));
    assert.equal(bookmark?.run, run);
  });

  it('no log, page or file of a driver contains a secret', async () => {
    const secrets = await Promise.all(
      ['spark-rest.key', 'retail-reader.password', 'store.password'].map((name) =>
        readFile(join(config.home, 'secrets', name), 'utf8'),
      ),
    );
    const { completedapps } = await master();
    const { masterUi, history } = config.ports;
    const pages = [
      `http://127.0.0.1:${masterUi}/environment/`,
      `http://127.0.0.1:${masterUi}/json/`,
      ...completedapps.map(
        ({ id }) => `http://127.0.0.1:${history}/api/v1/applications/${id}/environment`,
      ),
    ];
    for (const page of pages) {
      // The history server reads new logs every few seconds.
      const read = () => axios.get<string>(page, { responseType: 'text' });
      const { data } = await pRetry(read, { retries: 90, factor: 1 }).catch((cause: unknown) => {
        throw new Error(`${page} can't be read`, { cause });
      });
      for (const secret of secrets) assert.ok(!data.includes(secret.trim()), page);
    }
    const files = await filesBelow(join(config.home, 'logs'), join(config.home, 'data/spark'));
    assert.ok(files.length > 10);
    for (const file of files) {
      const text = await readFile(file, 'latin1');
      for (const secret of secrets) assert.ok(!text.includes(secret.trim()), file);
    }
  });

  it('a submission without a token is refused with 403', async () => {
    const url = `http://127.0.0.1:${config.ports.rest}/v1/submissions/create`;
    const refused = await axios.post(url, {}, { validateStatus: () => true });
    assert.equal(refused.status, 403);
  });
});

async function filesBelow(...folders: string[]): Promise<string[]> {
  const files = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
    }),
  );
  return files.flat();
}

/** Applications with an executor on a worker, now or earlier. */
async function applicationsOnWorkers(): Promise<Set<string>> {
  const pages = await Promise.all(
    [config.ports.worker1Ui, config.ports.worker2Ui].map((port) =>
      axios.get<Record<'executors' | 'finishedexecutors', { appid: string }[]>>(
        `http://127.0.0.1:${port}/json/`,
      ),
    ),
  );
  const executors = pages.flatMap(({ data }) => [...data.executors, ...data.finishedexecutors]);
  return new Set(executors.map(({ appid }) => appid));
}
