import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { shownBranches } from '../browser/branches.ts';
import { useBrowser } from '../browser/browser.ts';
import { addOrders, assertGold, DASHBOARD, expectedBranches, rowCount } from './retail.ts';
import { orchestrate, scheduled, start, succeeds, works } from './orchestrator.ts';
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
} from './system.ts';
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

  it('comes up from nothing, and `npm run orchestrate` on the host makes gold of the orders', async () => {
    await up('proxy');
    // It writes orders all the time; here only those count that the test knows of.
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

  it('loads just the new rows when its schedule is due', async () => {
    const rows = await addOrders(120);
    const since = new Date();
    assert.equal(await succeeds(await scheduled(since)), rows);
    await assertGold();
    await page.getByText('+120 since the last run').waitFor();
    assert.deepEqual(await shownBranches(page), await expectedBranches());
    assert.equal((await sparkwright('pause', 'retail')).exitCode, 0);
  });

  it('refuses who has no key: REST, port 7077, HDFS, databases, pages behind the proxy', refusals);

  // Three a run, each while another stage works, so that a crash of all of them takes no ten minutes.
  for (const services of [
    ['postgres', 'hadoop-namenode', 'hadoop-datanode-1'],
    ['spark-master', 'spark-worker-1', 'hadoop-datanode-2'],
    ['spark-history', 'spark-worker-2', 'dashboard'],
  ])
    it(`loses no row when ${services.join(', ')} die in the middle of a run`, async () => {
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
    // The shop has been at work again since it came up.
    await stop('retailapp');
    await addOrders(60);
    assert.equal(await succeeds(await start()), (await rowCount()) - loaded);
    await assertGold();
  });

  it('has a second orchestrator that ends the run of one that is killed', async () => {
    const rows = await addOrders(60);
    const run = await start();
    await works(run, 'ingest');
    const [leader, other] = (await logsOf('orchestrator-1')).includes('another orchestrator leads')
      ? ['orchestrator-2', 'orchestrator-1']
      : ['orchestrator-1', 'orchestrator-2'];
    // Nobody starts it again: it might lead once more before the other one notices.
    await kill(leader);
    assert.equal(await succeeds(run), rows);
    assert.match(await logsOf(other), new RegExp(`leading now[^]*${run} succeeded`));
    await assertGold();
  });
});
