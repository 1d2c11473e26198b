import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { progress } from '../../local/commands/command.ts';
import { chromium as installed } from '../../local/setup/chromium.ts';

/** Starts a browser for the suite; each page has a context of its own. */
export function useBrowser(): { newPage(): Promise<Page> } {
  let browser: Browser | undefined;
  const contexts: BrowserContext[] = [];
  before('start a browser', async function () {
    this.timeout(300_000);
    browser = await chromium.launch({
      executablePath: await installed(progress()),
      // Chromium's sandbox refuses root, the user in containers.
      chromiumSandbox: process.getuid?.() !== 0,
    });
  });
  after('stop the browser', async () => {
    await browser?.close();
  });
  return {
    async newPage() {
      if (!browser) throw new Error('there is no browser yet');
      const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' });
      contexts.push(context);
      return context.newPage();
    },
  };
}
