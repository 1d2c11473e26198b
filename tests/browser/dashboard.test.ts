import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { databaseRows } from '../../local/demo/gold.ts';
import { config, useCluster } from '../integration/cluster.ts';
import { addOrders } from '../integration/lake.ts';
import { runOnce } from '../integration/orchestrator.ts';
import { mostOrdersFirst, shownBranches } from './branches.ts';
import { useBrowser } from './browser.ts';

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

  it('says what to do before the first run', async () => {
    await page.getByRole('heading', { name: 'No data yet' }).waitFor();
    assert.match(await page.locator('#empty').innerText(), /npm run orchestrate/);
    assert.equal(await page.locator('#data').isVisible(), false);
  });

  it('shows the figures of the first run by itself, as the database has them', async () => {
    await addOrders(1_000);
    assert.equal((await runOnce()).exitCode, 0);
    await page.locator('#data').waitFor();
    assert.equal(await page.locator('#empty').isVisible(), false);
    assert.deepEqual(await shownBranches(page), await expected());
    assert.equal(await page.locator('#orders-note').innerText(), 'from the first run');
    assert.ok((await page.locator('#orders-by-day rect').count()) > 0, 'a bar for each day');
  });

  it('shows what the next run added, without being loaded again', async () => {
    const { orders } = await addOrders(300);
    assert.equal((await runOnce()).exitCode, 0);
    await page.getByText(`+${orders} since the last run`).waitFor();
    assert.deepEqual(await shownBranches(page), await expected());
  });

  it('sorts by a column, narrows the trend to a branch, and gives the CSV file', async () => {
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

  it('says so while HDFS does not answer', async () => {
    await page.route('**/api/gold', (route) =>
      route.fulfill({ json: { state: 'unreachable', reason: 'no NameNode answers' } }),
    );
    await page.getByRole('alert').getByText('no NameNode answers').waitFor();
    assert.equal(await page.locator('#data').isVisible(), true, 'what was known stays');
  });
});

/** What the table is to show, by SQL from the retail database. */
async function expected(): Promise<string[][]> {
  return mostOrdersFirst(await databaseRows(config, 'delivery_by_branch'));
}
