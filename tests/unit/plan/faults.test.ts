import assert from 'node:assert/strict';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';

const STAGE = 'stages: { load: { job: load.py } }\n';
const LOADER =
  'sources: { shop: { kind: xid, tables: { orders: lake.bronze.orders } } }\nstages: { load: { job: load.py, sources: [shop] } }\n';
const stage = (fields: string) => `stages:\n  load:\n    job: load.py\n    ${fields}\n`;
const schedule = (fields: string) => `schedule: { cron: '0 * * * *', ${fields} }\n${STAGE}`;

/** Texts after the line `pipeline: shop`, with the expected error; by the faulty part of the file. */
const FAULTS: Record<string, [string, RegExp][]> = {
  'a schedule': [
    [schedule('timezone: Europe/Berln'), /^2:32: schedule.timezone: there is no such time zone/],
    [
      `schedule: { cron: 'H * * * *' }\n${STAGE}`,
      /^2:13: schedule.cron: H is not supported; use jitter/,
    ],
    ...Object.entries({
      '@reboot': /^2:13: schedule.cron: @reboot is not supported: .*@daily.* sparkwright run/,
      '@every 5m': /schedule.cron: @every is not supported: .*; write \*\/5 \* \* \* \*$/m,
      '@every 2 hours': /; write 0 \*\/2 \* \* \*$/m,
      '@every 1d': /; write @daily$/m,
      '@every 30s': /; write \*\/30 \* \* \* \* \*$/m,
      '@every 90m': /; write the times, such as/,
      '@every 7m': /; write the times, such as/,
      '@every': /; write the times, such as/,
      '@Daily': /schedule.cron: there is no @Daily; write one of @hourly, @daily/,
      '@fortnightly': /there is no @fortnightly; write one of/,
      '0 0 * *': /schedule.cron: write five fields, .* or a name such as @daily/,
      '0 0 30 2 *': /schedule.cron: /,
      '0 0 31 2,4 *': /schedule.cron: /,
    }).map(([cron, message]): [string, RegExp] => [
      `schedule: { cron: '${cron}' }\n${STAGE}`,
      message,
    ]),
    [schedule('start: soon'), /^2:32: schedule.start: write 2026-01-31/],
    [schedule('start: 2026-02-30'), /schedule.start: there is no such time/],
    [schedule('start: 2026-02-01, end: 2026-02-01'), /^2:51: schedule.end: must come after start/],
    [schedule('catchup: some'), /schedule.catchup: .*none.*latest.*all/],
    [schedule('overlap: allow'), /^2:32: schedule.overlap: .*set concurrency to 2 or more/],
  ],
  'concurrent loads': [
    [
      `concurrency: 2\n${LOADER}`,
      /^2:1: concurrency: must be 1, because load loads shop: two runs/,
    ],
    [
      `schedule: { cron: '0 * * * *', overlap: allow }\n${LOADER}`,
      /schedule.overlap: .*; use skip or queue/,
    ],
  ],
  'a trigger': [
    [`on: { pipeline: shop }\n${STAGE}`, /^2:1: on: shop would start itself endlessly/],
    [`on: [{ path: /a }, { path: incoming }]\n${STAGE}`, /on.1.path: write a path on HDFS/],
    [`on: { path: '/a/**' }\n${STAGE}`, /^2:7: on.path: \*\* is not supported/],
    [`on: { path: /a, evry: 1s }\n${STAGE}`, /^2:17: on.evry: there is no such field/],
    [`on: stock\n${STAGE}`, /^2:1: on: this must be a map of fields or a list/],
  ],
  'a parameter': [
    [
      `params: { n: { type: integer, default: many } }\n${STAGE}`,
      /^2:31: params.n.default: many is not of type integer/,
    ],
    [
      `params: { n: { type: integer, default: '5' } }\n${STAGE}`,
      /params.n.default: 5 is not of type integer/,
    ],
    [
      `params: { d: { type: date, default: 2026-02-30 } }\n${STAGE}`,
      /2026-02-30 is not of type date/,
    ],
    [
      `params: { n: { default: 3, choices: [1, 2] } }\n${STAGE}`,
      /params.n.default: 3 is not one of the choices 1, 2/,
    ],
    [
      `params: { n: { type: integer, choices: [1, x] } }\n${STAGE}`,
      /^2:44: params.n.choices.1: x is not of type integer/,
    ],
    [`params: { n: { typ: integer } }\n${STAGE}`, /params.n.typ: there is no such field/],
    [
      `params: { n: [1] }\n${STAGE}`,
      /params.n: this must be text or a number or true or false or a map of fields$/,
    ],
    [`params: { my-day: 1 }\n${STAGE}`, /^2:11: params.my-day: use letters, digits and _/],
  ],
  'a required parameter of runs with a schedule or trigger': [
    [
      `params: { day: { type: date } }\n${schedule('jitter: 0')}`,
      /^2:11: params.day: needs a default, because schedule starts runs/,
    ],
    [
      `params: { day: { type: date } }\non: { path: /in/x }\n${STAGE}`,
      /^2:11: params.day: needs a default, because on starts runs/,
    ],
  ],
  'a template': [
    [
      stage("args: [a, '{{ slot.day }}']"),
      /^5:15: stages.load.args.1: there is no template variable slot.day; .*slot.date/,
    ],
    [
      stage("params: { x: '{{ params.day }}' }"),
      /stages.load.params.x: there is no params.day; declare it under params$/,
    ],
    [stage("env: { X: '{{ run' }"), /stages.load.env.X: \{\{ is not closed by \}\}/],
    [
      `env: { X: '{{ ran }}' }\n${STAGE}`,
      /^2:8: env.X: there is no template variable ran; [^\n]*$/,
    ],
  ],
  'a stage': [
    [
      stage('when: all-done'),
      /^5:5: stages.load.when: all-done needs parent stages; name them in after/,
    ],
    [stage('after: [load]'), /stages.load.after: the stage waits for itself/],
    [stage('sources: [constructor]'), /there is no source constructor/],
    [stage('timeout: 0'), /stages.load.timeout: give more than 0s/],
    [stage("timeout: ''"), /stages.load.timeout: {2}is not a duration/],
    [stage('pool: My Pool'), /stages.load.pool: use up to 40/],
    [stage('retries: { memory_factor: 0.5 }'), /stages.load.retries.memory_factor: .*1/],
    ['stages: { load: { job: ../load.py } }\n', /stages.load.job: .*without \.\./],
    ['stages: { load: { args: [] } }\n', /^2:11: stages.load.job: it is missing: text/],
    ['stages: { Load: { job: load.py } }\n', /^2:11: stages.Load: use up to 40 lower-case/],
    [stage('env: { SPARKWRIGHT_HDFS_USER: me }'), /env.SPARKWRIGHT_HDFS_USER: Sparkwright sets it/],
  ],
  'a setting of Spark': [
    [
      stage("spark: { conf: { spark.cores.max: '4' } }"),
      /^5:22: .*spark.cores.max: .*`executor: \{ cores: 2, count: 1 \}`/,
    ],
    [stage('spark: { conf: { spark.executor.memory: 2g } }'), /use `executor: \{ memory: 1g \}`/],
    [stage('spark: { conf: { spark.driver.supervise: true } }'), /for every attempt; remove it/],
    [stage('spark: { conf: { spark.wap.branch: main } }'), /for every attempt; remove it/],
    [stage('spark: { conf: { park.x: 1 } }'), /Spark's properties begin with spark\./],
    [stage('spark: { py_files: [../x.py] }'), /py_files.0: name a file within the jobs folder/],
  ],
  'another field': [
    [`alerts: [{ on: failing, webhook: 'https://x.example' }]\n${STAGE}`, /alerts.0.on: /],
    [
      `alerts: [{ on: failed, webhook: 'ftp://x.example' }]\n${STAGE}`,
      /alerts.0.webhook: write an address/,
    ],
    [
      LOADER.replace('} } }\n', '}, time: { order: at } } }\n'),
      /sources.shop.time.order: there is no table order/,
    ],
    [`concurrency: 0\n${STAGE}`, /^2:1: concurrency: .*1/],
  ],
};

describe('a fault of a pipeline file', () => {
  for (const [part, faults] of Object.entries(FAULTS))
    for (const [text, message] of faults)
      it(`in ${part} is reported: ${message.source}`, () => {
        const lines = (error: Error) => error.message.replaceAll('shop.yaml:', '');
        assert.throws(
          () => parsePipeline(`pipeline: shop\n${text}`, 'shop.yaml'),
          (error: Error) => {
            assert.equal(error.name, 'TerminalError');
            assert.match(lines(error), message);
            return true;
          },
        );
      });

  it('is reported in the order of the file, up to thirty faults', () => {
    const stages = Array.from({ length: 40 }, (_, i) => `  s${i}: { job: s${i} }\n`).join('');
    assert.throws(
      () => parsePipeline(`pipeline: shop\nstages:\n${stages}owner: 5\n`, 'shop.yaml'),
      /shop.yaml:3:9: [^]*shop.yaml:32:10: .*\nshop.yaml: and 11 more faults$/,
    );
  });
});
