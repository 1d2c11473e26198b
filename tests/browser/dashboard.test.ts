import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { databaseRows } from '../../local/demo/gold.ts';
import { config, useCluster } from '../support/cluster.ts';
import { addOrders } from '../support/lake.ts';
import { runOnce } from '../support/orchestrator.ts';
import { mostOrdersFirst, shownBranches } from '../support/branches.ts';
import { useBrowser } from '../support/browser.ts';

const address = `http://127.0.0.1:${config.ports.dashboard}`;

describe('the dashboard in a browser, beside a real cluster', function () {
  this.timeout(300_000);
  useCluster();
  const browser = useBrowser();
  let page: Page;

  before(async () => {
    page = await browser.newPage();
    await page.goto(address);
  });

  it('before the first run, the page shows how to start it', async () => {
    await page.getByRole('heading', { name: 'No data yet' }).waitFor();
    assert.match(await page.locator('#empty').innerText(), /npm run orchestrate/);
    assert.equal(await page.locator('#data').isVisible(), false);
  });

  it('the figures of the first run appear without a reload, equal to the database', async () => {
    await addOrders(1_000);
    assert.equal((await runOnce()).exitCode, 0);
    await page.locator('#data').waitFor();
    assert.equal(await page.locator('#empty').isVisible(), false);
    assert.deepEqual(await shownBranches(page), await expected());
    assert.equal(await page.locator('#orders-note').innerText(), 'from the first run');
    assert.ok((await page.locator('#orders-by-day rect').count()) > 0, 'a bar for each day');
  });

  it('the orders that the next run added appear without a reload', async () => {
    const { orders } = await addOrders(300);
    assert.equal((await runOnce()).exitCode, 0);
    await page.getByText(`+${orders} since the last run`).waitFor();
    assert.deepEqual(await shownBranches(page), await expected());
  });

  it('a column sorts, a branch narrows the trend, and the CSV file downloads', async () => {
    await page.getByRole('button', { name: 'Branch' }).click();
    const names = (await shownBranches(page)).map(([branch]) => branch);
    assert.deepEqual(
      names,
      names.toSorted((a, b) => String(a).localeCompare(String(b))),
    );
    await page.getByLabel('Branch').selectOption(String(names[0]));
    assert.ok((await page.locator('#orders-by-day rect').count()) > 0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV by branch', exact: true }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    assert.equal(csv.trim().split('\n').length, 1 + names.length);
  });

  it('while HDFS does not answer, an alert says so, and the figures stay', async () => {
    await page.route('**/api/gold', (route) =>
      route.fulfill({ json: { state: 'unreachable', reason: 'no NameNode answers' } }),
    );
    await page.getByRole('alert').getByText('no NameNode answers').waitFor();
    assert.equal(await page.locator('#data').isVisible(), true, 'what was known stays');
  });
});

/** The rows of the table, by SQL from the retail database. */
async function expected(): Promise<string[][]> {
  return mostOrdersFirst(await databaseRows(config, 'delivery_by_branch'));
}
