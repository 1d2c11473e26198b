/** Writes docs/dashboard.png from the running dashboard, such as that of `npm run demo -- --stay`. */
import { chromium } from 'playwright-core';
import { command, progress } from '../../local/commands/command.ts';
import { clusterConfig } from '../../local/config.ts';
import { chromium as installed } from '../../local/setup/chromium.ts';

await command(async () => {
  const browser = await chromium.launch({
    executablePath: await installed(progress()),
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const page = await browser.newPage({
      locale: 'en-GB',
      timezoneId: 'UTC',
      viewport: { width: 1100, height: 900 },
    });
    await page.goto(`http://127.0.0.1:${clusterConfig().ports.dashboard}`);
    await page.locator('#data').waitFor();
    await page.screenshot({ path: 'docs/dashboard.png', fullPage: true });
  } finally {
    await browser.close();
  }
  return 0;
});
