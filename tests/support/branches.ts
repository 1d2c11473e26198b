/** The dashboard's table of branches, read from the page. */
import type { Page } from 'playwright-core';

/** Branch, orders, delivered and hours of each row, without separators. */
export async function shownBranches(page: Page): Promise<string[][]> {
  const rows = await page.locator('#branches tr').all();
  const cells = await Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
  const plain = (text = '') => text.replaceAll(',', '').replace('–', '');
  return cells.map(([branch, orders, , delivered, hours]) => [
    plain(branch),
    ...[orders, delivered, hours].map(plain),
  ]);
}

/** Rows of gold in the order of the page: most orders first. */
export function mostOrdersFirst(rows: readonly string[][]): string[][] {
  return rows.toSorted(([a = '', x], [b = '', y]) => Number(y) - Number(x) || a.localeCompare(b));
}
