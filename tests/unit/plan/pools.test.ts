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
  it('are inherited, and removed with null', () => {
    assert.deepEqual(
      shop.stages.map(({ pool }) => pool),
      ['warehouse', null, 'api'],
    );
  });

  it('must have as many places as a stage takes', () => {
    const [load] = parsePipeline(
      'pipeline: a\npool: lake\nplaces: 3\nstages: { load: { job: a.py } }',
      'a.yaml',
    ).stages;
    assert.equal(load?.places, 3);
    const check = (places: number | null, lake: number) => () => {
      checkPools([{ name: 'a', stages: [{ ...load, places }] }], { lake });
    };
    check(3, 3)();
    check(null, 1)();
    assert.throws(
      check(3, 2),
      /stages.load.places of the pipeline a: the pool lake has 2 places, not 3; write all/,
    );
  });

  it('must be configured', () => {
    checkPools([shop], { warehouse: 2, api: 1 });
    const check = () => {
      checkPools([shop], { warehouse: 2 });
    };
    assert.throws(check, {
      name: 'TerminalError',
      message: 'stages.send.pool of the pipeline shop: there is no pool api',
      hint: 'The pools are warehouse (places: 2); change `pools` in sparkwright.yaml, or change the stage.',
    });
  });
});
