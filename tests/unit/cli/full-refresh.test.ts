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
  it('names stages, in the order of the pipeline, or all of them', () => {
    assert.deepEqual(refreshed(SHOP, undefined), []);
    assert.deepEqual(refreshed(SHOP, true), ['load', 'clean', 'serve']);
    assert.deepEqual(refreshed(SHOP, 'serve, clean'), ['clean', 'serve']);
  });

  it('refuses a stage that there is not, with those that there are', () => {
    assert.throws(() => refreshed(SHOP, 'serve,nope,'), {
      message: 'shop has no stage "nope", ""',
      mend: 'Its stages are load, clean, serve.',
    });
  });
});
