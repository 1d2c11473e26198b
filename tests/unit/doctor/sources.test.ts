import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceChecks } from '../../../orchestrator/doctor/sources.ts';
import type { Sources, TableWindow } from '../../../orchestrator/ports/source-windows.ts';
import { sourceWindow, tableWindow } from '../../support/samples.ts';

const PIPELINE = `pipeline: shop
sources: { shop: { kind: timestamp, tables: { visits: { target: lake.bronze.visits, cursor: day } } } }
stages: { load: { job: load.py, sources: [shop] } }
`;

describe('doctor on the tables of a source', () => {
  let pipelines: string;

  before(async () => {
    pipelines = await mkdtemp(join(tmpdir(), 'sparkwright-doctor-'));
    await writeFile(join(pipelines, 'shop.yaml'), PIPELINE);
  });

  after(() => rm(pipelines, { recursive: true }));

  const said = async (over: Partial<TableWindow>) => {
    const window = sourceWindow(tableWindow(over), { lag: 600 });
    const sources: Sources = {
      window: () => Promise.resolve(window),
      holder: () => Promise.resolve(null),
    };
    const connections = { shop: { url: 'jdbc:postgresql://db/shop', user: 'u', secret: 's' } };
    const bookmarks = { read: () => Promise.resolve(null) } as never;
    const checks = sourceChecks({ pipelines, connections, sources, bookmarks, patience: 60 });
    const found = await checks.find(({ name }) => name === 'source shop')?.run();
    return [found ?? []]
      .flat()
      .map(({ verdict, message, hint }) => `${verdict}: ${message}: ${hint}`);
  };

  it('warns of a cursor without a time zone, and fails a table that is refused', async () => {
    const [, warning, ...rest] = await said({ zoneless: true });
    assert.match(warning ?? '', /^warn: visits: .*half a day.*day has no time zone: .*timestamptz/);
    assert.deepEqual(rest, []);
    assert.deepEqual(await said({}), ['ok: answers, visits: ']);
    const refused = await said({ zoneless: true, problem: 'no right', rows: null });
    assert.deepEqual(refused, ['fail: visits: no right: See docs/sources.md.']);
  });
});
