import assert from 'node:assert/strict';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';
import { checkPools } from '../../../orchestrator/plan/pools.ts';

const shop = parsePipeline(
  `pipeline: shop
pool: warehouse
stages:
  load: { job: a.py }
  tidy: { job: b.py, pool: null }
  send: { job: c.py, pool: api }
`,
  'shop.yaml',
);

describe('the pools that stages name', () => {
  it('are inherited, and given up with null', () => {
    assert.deepEqual(
      shop.stages.map(({ pool }) => pool),
      ['warehouse', null, 'api'],
    );
  });

  it('have to be there', () => {
    checkPools([shop], { warehouse: 2, api: 1 });
    const lacking = () => {
      checkPools([shop], { warehouse: 2 });
    };
    assert.throws(lacking, {
      name: 'TerminalError',
      message: 'stages.send.pool of the pipeline shop: there is no pool api',
      mend: 'The pools are warehouse; add it to them, or name another.',
    });
  });
});
