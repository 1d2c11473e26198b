import assert from 'node:assert/strict';
import { refreshed } from '../../../orchestrator/cli/full-refresh.ts';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';

const SHOP = parsePipeline(
  `pipeline: shop
stages:
  load: { job: load.py }
  clean: { job: clean.py, after: [load] }
  serve: { job: serve.py, after: [clean] }
`,
  'shop.yaml',
);

describe('--full-refresh', () => {
  it('selects the named stages in the order of the pipeline, or all stages', () => {
    assert.deepEqual(refreshed(SHOP, undefined), []);
    assert.deepEqual(refreshed(SHOP, true), ['load', 'clean', 'serve']);
    assert.deepEqual(refreshed(SHOP, 'serve, clean'), ['clean', 'serve']);
  });

  it('refuses an unknown stage, and lists the known ones', () => {
    assert.throws(() => refreshed(SHOP, 'serve,nope,'), {
      message: 'shop has no stage "nope", ""',
      hint: 'Its stages are load, clean, serve.',
    });
  });
});
