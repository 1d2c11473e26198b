import assert from 'node:assert/strict';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';

const GOOD = `pipeline: shop
spark: { profile: short, executor: { cores: 1 } }
retries: { limit: 5, backoff: 2s }
sources:
  shop: { kind: xid, tables: { orders: lake.bronze.orders } }
stages:
  load:
    job: shop/load.py
    sources: [shop]
    spark: { driver: { memory: 2g } }
  tidy:
    job: shop/tidy.py
    after: [load]
    retries: { limit: 0 }
    timeout: 90s
`;

describe('a pipeline file', () => {
  it('has settings that each stage inherits, field by field', () => {
    const [load, tidy] = parsePipeline(GOOD, 'shop.yaml').stages;
    assert.deepEqual(load?.spark.driver, { cores: 1, memory: 2048 });
    assert.deepEqual(load.spark.executor, { cores: 1, memory: 1024, count: 1 });
    assert.equal(load.spark.profile, 'short');
    assert.deepEqual([tidy?.retries.limit, tidy?.retries.backoff], [0, 2]);
    assert.deepEqual([load.timeout, tidy?.timeout], [3600, 90]);
  });

  const faults: [string, string, RegExp][] = [
    [
      'an unknown field',
      GOOD.replace('after:', 'afterwards:'),
      /^shop.yaml:13:5: stages.tidy.afterwards: .*spelling/,
    ],
    [
      'an unknown parent',
      GOOD.replace('[load]', '[laod]'),
      /^shop.yaml:13:13: stages.tidy.after.0: there is no stage laod; .*load, tidy/,
    ],
    [
      'a cycle',
      GOOD.replace('    sources: [shop]', '    after: [tidy]'),
      /^shop.yaml:9:5: stages.load.after: stages wait for each other: load, tidy/,
    ],
    [
      'an undeclared source',
      GOOD.replace('[shop]', '[shops]'),
      /^shop.yaml:9:\d+: stages.load.sources.0: there is no source shops/,
    ],
    [
      'a number out of range',
      GOOD.replace('limit: 5', 'limit: 50'),
      /^shop.yaml:3:12: retries.limit: .*20/,
    ],
    [
      'an invalid duration',
      GOOD.replace('90s', 'soon'),
      /^shop.yaml:15:5: stages.tidy.timeout: soon is not a duration; write 30s/,
    ],
    [
      'memory without a unit',
      GOOD.replace('2g', "'2'"),
      /^shop.yaml:10:\d+: stages.load.spark.driver.memory: 2 is not an amount of memory; write 512m or 1g/,
    ],
    [
      'a job that is not a Python file',
      GOOD.replace('shop/tidy.py', 'shop/tidy'),
      /^shop.yaml:12:5: stages.tidy.job: name a .py file/,
    ],
    [
      'an impossible schedule',
      `${GOOD}schedule: { cron: '61 * * * *' }\n`,
      /^shop.yaml:16:13: schedule.cron: /,
    ],
    [
      'no stage at all',
      'pipeline: shop\nstages: {}\n',
      /^shop.yaml:2:1: stages: a pipeline has at least one stage/,
    ],
    ['broken YAML', 'pipeline: [\n', /^shop.yaml:\d+:\d+: /],
  ];
  for (const [name, text, message] of faults)
    it(`is refused with file, line, field and hint: ${name}`, () => {
      assert.throws(() => parsePipeline(text, 'shop.yaml'), { name: 'TerminalError', message });
    });

  it('is refused with all its faults at once', () => {
    const text = GOOD.replace('2g', "'2'").replace('90s', 'soon');
    assert.throws(() => parsePipeline(text, 'shop.yaml'), /memory[^]*timeout/);
  });

  it('is refused once for a faulty setting that stages inherit', () => {
    assert.throws(
      () => parsePipeline(GOOD.replace('limit: 5', 'limit: 50'), 'shop.yaml'),
      ({ message }: Error) => message.split('\n').length === 1,
    );
  });
});
