import assert from 'node:assert/strict';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';

const STAGE = 'stages: { load: { job: load.py } }\n';
const read = (more: string) => parsePipeline(`pipeline: shop\n${more}`, 'shop.yaml');

const FULL = `description: Orders
owner: shop-team
tags: [daily, gold]
alerts:
  - { on: failed, webhook: 'https://chat.example/hook' }
  - { on: [failed, killed], webhook: 'http://pager.example/' }
params:
  limit: 5
  ratio: 0.5
  full: false
  day: 2026-01-31
  branch: { default: north, choices: [north, south], description: Which shop }
  since: { type: date, default: 2026-01-01 }
schedule:
  cron: '30 2 * * *'
  timezone: Europe/Berlin
  catchup: all
  overlap: queue
  start: 2026-01-01
  end: 2026-12-31T12:00Z
  jitter: 5m
on:
  - pipeline: stock
  - path: /incoming/*/_SUCCESS
    every: 1m
concurrency: 1
priority: 10
run_timeout: 2h
timeout: 10m
pool: warehouse
env: { TZ: UTC, DAY: '{{ slot.date }}', LEVEL: 3 }
sources:
  shop:
    kind: xid
    tables: { orders: lake.bronze.orders }
    time: { orders: ordered_at }
spark: { py_files: [shop/extra.zip, 'hdfs:///lib/y.zip'], conf: { spark.sql.shuffle.partitions: 8 } }
stages:
  load:
    job: shop/load.py
    args: [--limit, '{{ params.limit }}', 7]
    params: { since: '{{ params.since }}' }
    sources: [shop]
    retries: { jitter: 0, memory_factor: 1.5 }
    env: { TZ: Europe/Berlin }
  notify:
    job: shop/notify.py
    after: [load]
    when: any_failed
`;

describe('the fields of a pipeline', () => {
  const shop = read(FULL);
  const [load, notify] = shop.stages;

  it('name its owner, tags and alerts', () => {
    assert.deepEqual(
      [shop.description, shop.owner, shop.tags],
      ['Orders', 'shop-team', ['daily', 'gold']],
    );
    assert.deepEqual(shop.alerts, [
      { on: ['failed'], webhook: 'https://chat.example/hook' },
      { on: ['failed', 'killed'], webhook: 'http://pager.example/' },
    ]);
  });

  it('declare parameters in a short or a long form', () => {
    const types = Object.entries(shop.params).map(([name, param]) => [
      name,
      param.type,
      param.default,
    ]);
    assert.deepEqual(types, [
      ['limit', 'integer', 5],
      ['ratio', 'number', 0.5],
      ['full', 'boolean', false],
      ['day', 'date', '2026-01-31'],
      ['branch', 'string', 'north'],
      ['since', 'date', '2026-01-01'],
    ]);
    assert.deepEqual(shop.params.branch?.choices, ['north', 'south']);
    assert.equal(read(`params: { day: { type: date } }\n${STAGE}`).params.day?.default, null);
  });

  it('give the bounds of a schedule in its own time zone', () => {
    assert.deepEqual(shop.schedule, {
      cron: '30 2 * * *',
      timezone: 'Europe/Berlin',
      catchup: 'all',
      overlap: 'queue',
      start: '2025-12-31T23:00:00Z',
      end: '2026-12-31T12:00:00Z',
      jitter: 300,
    });
  });

  it('declare one trigger or several', () => {
    assert.deepEqual(shop.on, [
      { kind: 'pipeline', pipeline: 'stock' },
      { kind: 'path', path: '/incoming/*/_SUCCESS', every: 60 },
    ]);
    assert.deepEqual(read(`on: { path: /in/x }\n${STAGE}`).on, [
      { kind: 'path', path: '/in/x', every: 30 },
    ]);
  });

  it('have separate timeouts for runs and stages', () => {
    assert.deepEqual([shop.timeout, load?.timeout], [7200, 600]);
  });

  it('are inherited by stages, which override them key by key', () => {
    assert.deepEqual([load?.pool, notify?.pool], ['warehouse', 'warehouse']);
    assert.deepEqual(load?.env, { TZ: 'Europe/Berlin', DAY: '{{ slot.date }}', LEVEL: '3' });
    assert.deepEqual(load.spark.pyFiles, ['shop/extra.zip', 'hdfs:///lib/y.zip']);
    assert.deepEqual(notify?.spark.conf, { 'spark.sql.shuffle.partitions': '8' });
  });

  it('of a stage are converted to those of the model', () => {
    assert.deepEqual(load?.args, ['--limit', '{{ params.limit }}', '7']);
    assert.deepEqual([load.when, notify?.when], ['all-succeeded', 'any-failed']);
    assert.deepEqual(shop.sources.shop?.tables.orders?.time, 'ordered_at');
    assert.deepEqual(load.retries, {
      limit: 2,
      backoff: 10,
      factor: 2,
      max: 300,
      jitter: 0,
      memoryFactor: 1.5,
    });
  });

  it('have defaults, except for the name and the stages', () => {
    const { stages, ...bare } = read(`schedule: { cron: '0 * * * *' }\n${STAGE}`);
    assert.deepEqual(bare, {
      name: 'shop',
      description: '',
      owner: null,
      tags: [],
      alerts: [],
      params: {},
      schedule: {
        cron: '0 * * * *',
        timezone: 'UTC',
        catchup: 'latest',
        overlap: 'skip',
        start: null,
        end: null,
        jitter: 0,
      },
      on: [],
      concurrency: 1,
      priority: 0,
      timeout: null,
      sources: {},
    });
    assert.deepEqual(stages[0], {
      name: 'load',
      job: 'load.py',
      args: [],
      params: {},
      env: {},
      after: [],
      when: 'all-succeeded',
      sources: [],
      session: 'none',
      retries: { limit: 2, backoff: 10, factor: 2, max: 300, jitter: 0.2, memoryFactor: 1 },
      timeout: 3600,
      pool: null,
      places: 1,
      spark: {
        profile: null,
        driver: { cores: 1, memory: 1024 },
        executor: { cores: 2, memory: 1024, count: 1 },
        conf: {},
        pyFiles: [],
      },
    });
  });
});
