import { install } from './packages.ts';
import { onPath } from './on-path.ts';
import type { Report } from './version.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser of the tests; Debian's own where there is none. */
export async function chromium(report: Report): Promise<string> {
  const found = NAMES.map(onPath).find((path) => path !== undefined);
  if (found !== undefined) return found;
  await install('Chromium', ['chromium'], report);
  return onPath('chromium') ?? 'chromium';
}
