import { install } from './packages.ts';
import { onPath } from './on-path.ts';
import type { Report } from './version.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser of the tests; installs Debian's if there is none. */
export async function chromium(report: Report): Promise<string> {
  const browser = NAMES.map(onPath).find((path) => path !== undefined);
  if (browser !== undefined) return browser;
  await install('Chromium', ['chromium'], report);
  return onPath('chromium') ?? 'chromium';
}
