import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { shownBranches } from '../support/branches.ts';
import { useBrowser } from '../support/browser.ts';
import {
  addOrders,
  assertGold,
  DASHBOARD,
  expectedBranches,
  rowCount,
} from '../support/compose/retail.ts';
import { orchestrate, scheduled, start, succeeds, works } from '../support/compose/orchestrator.ts';
import {
  crash,
  destroy,
  down,
  kill,
  logsOf,
  prepareSystem,
  sparkwright,
  stop,
  up,
} from '../support/compose/system.ts';
import { refusals } from './refusals.ts';

describe('the system of docker-compose.yml', function () {
  this.timeout(900_000);
  const browser = useBrowser();
  let page: Page;
  let host: ReturnType<typeof orchestrate> | undefined;

  before('build the images', prepareSystem);
  after('take everything down', async () => {
    await host?.stop();
    await destroy();
  });

  it('starts from empty volumes, and an orchestrator on the host loads the orders to gold', async () => {
    await up('proxy');
    // It writes orders all the time, and the test counts its own.
    await stop('retailapp');
    await addOrders(300);
    page = await browser.newPage();
    await page.goto(DASHBOARD);
    await page.getByRole('heading', { name: 'No data yet' }).waitFor();
    host = orchestrate();
    await succeeds(await start());
    await assertGold();
    await page.locator('#data').waitFor();
    assert.deepEqual(await shownBranches(page), await expectedBranches());
  });

  it('a scheduled run loads only new rows', async () => {
    const rows = await addOrders(120);
    const since = new Date();
    assert.equal(await succeeds(await scheduled(since)), rows);
    await assertGold();
    await page.getByText('+120 since the last run').waitFor();
    assert.deepEqual(await shownBranches(page), await expectedBranches());
    assert.equal((await sparkwright('pause', 'retail')).exitCode, 0);
  });

  it('REST, port 7077, HDFS, databases and the proxy refuse a client without a key', refusals);

  // Three a run, each at another stage: one crash a run would take ten minutes.
  for (const services of [
    ['postgres', 'hadoop-namenode', 'hadoop-datanode-1'],
    ['spark-master', 'spark-worker-1', 'hadoop-datanode-2'],
    ['spark-history', 'spark-worker-2', 'dashboard'],
  ])
    it(`loads each row once if these crash in the middle of a run: ${services.join(', ')}`, async () => {
      const rows = await addOrders(60);
      const run = await start();
      for (const [at, stage] of ['ingest', 'transform', 'serve'].entries()) {
        await works(run, stage);
        await crash(services[at] ?? '');
      }
      assert.equal(await succeeds(run), rows);
      await assertGold();
    });

  it('goes on from the bookmark after `docker compose down` and `up`', async () => {
    await host?.stop();
    host = undefined;
    const loaded = await rowCount();
    await down();
    await up('orchestrator');
    // The retail app has written orders since it came up.
    await stop('retailapp');
    await addOrders(60);
    assert.equal(await succeeds(await start()), (await rowCount()) - loaded);
    await assertGold();
  });

  it('a second orchestrator ends the run of one that was killed', async () => {
    const rows = await addOrders(60);
    const run = await start();
    await works(run, 'ingest');
    const [leader, other] = (await logsOf('orchestrator-1')).includes('another orchestrator leads')
      ? ['orchestrator-2', 'orchestrator-1']
      : ['orchestrator-1', 'orchestrator-2'];
    // A restarted one might lead again before the other notices.
    await kill(leader);
    assert.equal(await succeeds(run), rows);
    assert.match(await logsOf(other), new RegExp(`leading now[^]*${run} succeeded`));
    await assertGold();
  });
});
