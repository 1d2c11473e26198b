import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { progress } from '../../local/commands/command.ts';
import { notebookLaunch, NOTEBOOK_MARK, passwordFile } from '../../local/notebook/launch.ts';
import { serveNotebook } from '../../local/notebook/serve.ts';
import { marked } from '../../local/process/family.ts';
import { ask } from '../../local/services/ask.ts';
import { jupyter } from '../../local/setup/python-environment.ts';
import { setUp } from '../../local/setup/set-up.ts';
import { config, useCluster } from '../support/cluster.ts';
import { addOrders } from '../support/lake.ts';
import { runOnce } from '../support/orchestrator.ts';
import { until } from '../support/until.ts';
import { useBrowser } from '../support/browser.ts';
import { runInKernel } from './kernel.ts';

const ORDERS = `
import os
from pyspark.sql import SparkSession
spark = SparkSession.builder.appName("notebook").getOrCreate()
print(spark.table("lake.gold.delivery_by_branch").groupBy().sum("orders").collect()[0][0])
print([name for name in os.environ if "PASSWORD" in name or "TOKEN" in name])
`;

interface Application {
  name: string;
  cores: number;
  memoryperexecutor: number;
}

describe('the notebook in a browser, beside a real cluster', function () {
  this.timeout(300_000);
  useCluster();
  const browser = useBrowser();
  const stop = new AbortController();
  let page: Page;
  let served: Promise<void>;

  before('start it on a lake with orders', async () => {
    const launch = notebookLaunch(
      config,
      await setUp(config, progress()),
      await jupyter(config, progress()),
      '',
    );
    await addOrders(50);
    assert.equal((await runOnce()).exitCode, 0);
    page = await browser.newPage();
    await new Promise<void>((resolve, reject) => {
      served = serveNotebook(config, launch, stop.signal, resolve);
      served.catch(reject);
    });
  });

  after(() => {
    stop.abort();
  });

  it('without the password, every page is refused', async () => {
    assert.equal((await ask(address('/api/contents'))).status, 403);
    await login('not the password');
    assert.match(page.url(), /\/login/);
  });

  it('with the password, the notebooks are listed', async () => {
    await login(await readFile(passwordFile(config), 'utf8'));
    await page.getByText('retail.ipynb').first().waitFor();
  });

  it('a kernel reads gold on one core and one GiB, and has no secret in its environment', async () => {
    const [orders = '', secrets] = (await runInKernel(page, ORDERS)).split('\n');
    assert.ok(Number(orders) >= 50, orders);
    assert.equal(secrets, '[]');
    const found = (await applications()).map(({ cores, memoryperexecutor }) => [
      cores,
      memoryperexecutor,
    ]);
    assert.deepEqual(found, [[1, 1024]]);
  });

  it('no process and no application is left when it stops', async () => {
    assert.ok(marked(NOTEBOOK_MARK, config.home).length >= 3, 'a server, a kernel, and its JVM');
    stop.abort();
    await served;
    assert.deepEqual(marked(NOTEBOOK_MARK, config.home), []);
    await until(async () => (await applications()).length === 0);
  });

  async function login(password: string): Promise<void> {
    await page.goto(address('/login'));
    await page.locator('input[type=password]').fill(password);
    await page.locator('#login_submit').click();
  }
});

function address(path: string): string {
  return `http://127.0.0.1:${config.ports.notebook}${path}`;
}

async function applications(): Promise<Application[]> {
  const state = await ask(`http://127.0.0.1:${config.ports.masterUi}/json/`);
  const { activeapps } = (await state.json()) as { activeapps: Application[] };
  return activeapps.filter(({ name }) => name === 'notebook');
}
