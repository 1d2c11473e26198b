/** What doctor message of a table that can't be loaded right. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceChecks } from '../../../orchestrator/doctor/sources.ts';
import type { TableWindow } from '../../../orchestrator/ports/source-windows.ts';
import { sourceWindow, tableWindow } from '../../support/samples.ts';

const PIPELINE = `
pipeline: shop
sources: { shop: { kind: xid, tables: { orders: lake.bronze.orders } } }
stages: { load: { job: a.py, sources: [shop] } }
`;

describe('doctor on a source', () => {
  const findings = async (over: Partial<TableWindow>) => {
    const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    await writeFile(join(folder, 'shop.yaml'), PIPELINE);
    const table = tableWindow({
      table: 'orders',
      target: 'lake.bronze.orders',
      cursor: 'xid',
      hi: '9',
      ...over,
    });
    const window = sourceWindow(table, { kind: 'xid', hi: '9' });
    const checks = sourceChecks({
      pipelines: folder,
      connections: { shop: { url: 'jdbc:postgresql://h/d', user: 'u', secret: 's' } },
      sources: { window: () => Promise.resolve(window), holder: () => Promise.resolve(null) },
      bookmarks: { read: () => Promise.resolve(null) } as never,
      patience: 60,
    });
    const found = await checks.find(({ name }) => name === 'source shop')?.run();
    await rm(folder, { recursive: true });
    return [found].flat().map((each) => `${each?.verdict ?? ''} ${each?.message ?? ''}`);
  };

  it('fails on a problem, even if the table was counted', async () => {
    assert.deepEqual(await findings({}), ['ok answers, orders']);
    const problem = 'its table of deleted keys gone has no column id, which is of the key';
    assert.deepEqual(await findings({ problem }), [`fail orders: ${problem}`]);
    assert.deepEqual(await findings({ problem, rows: null }), [`fail orders: ${problem}`]);
  });

  it('warns of too many rows to count', async () => {
    const problem = 'there are too many rows to count them in time';
    assert.deepEqual(await findings({ problem, rows: null }), [`warn orders: ${problem}`]);
  });
});
