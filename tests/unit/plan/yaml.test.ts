import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { livePipelines } from '../../../orchestrator/plan/live.ts';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';
import { decoded } from '../../../orchestrator/plan/text.ts';

const STAGE = 'stages: { a: { job: a.py } }\n';
const refused = (text: string, message: RegExp) => {
  assert.throws(
    () => parsePipeline(text, 'p.yaml'),
    (error: Error) => {
      assert.equal(error.name, 'TerminalError');
      assert.match(error.message, message);
      assert.equal(error.message.split('\n').length, 1, error.message);
      return true;
    },
  );
};
const params = (value: string) => `pipeline: p\nparams:\n  x: ${value}\n${STAGE}`;

describe('YAML of a pipeline file', () => {
  it('merges maps, lists of maps and nested merges under the fields of a stage', () => {
    const { stages } = parsePipeline(
      `pipeline: p
x-base: &base { job: base.py, args: [one] }
x-more: &more { <<: *base, retries: { limit: 5 } }
stages:
  a: { <<: *more }
  b: { <<: [*more, { job: other.py, timeout: 5m }], args: [two], after: [a] }
`,
      'p.yaml',
    );
    assert.deepEqual(
      stages.map(({ job, args, retries, timeout }) => [job, args, retries.limit, timeout]),
      [
        ['base.py', ['one'], 5, 3600],
        ['base.py', ['two'], 5, 300],
      ],
    );
  });

  it('may have hundreds of aliases of one anchor', () => {
    const lines = Array.from({ length: 300 }, (_, i) => `  s${i}: { job: a.py, spark: *small }\n`);
    const text = `pipeline: p\nx-small: &small { profile: short }\nstages:\n${lines.join('')}`;
    const { stages } = parsePipeline(text, 'p.yaml');
    assert.equal(stages.at(-1)?.spark.profile, 'short');
    assert.equal(stages.length, 300);
  });

  it('is refused once for a fault in a value that several aliases share', () => {
    refused(
      'pipeline: p\nx-b: &b { job: a.py, jub: 1 }\nstages:\n  a: *b\n  b: { <<: *b }\n',
      /^p\.yaml:2:22: stages\.a\.jub: there is no such field/,
    );
  });

  it('is refused quickly if nested aliases expand to too many values', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `x-${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]\n`,
    );
    refused(`pipeline: p\nx-0: &l0 [1]\n${levels.join('')}${STAGE}`, /^p\.yaml:\d+:\d+: aliases/);
  });

  for (const [what, text, message] of [
    [
      'a typo in an alias',
      `pipeline: p\nx-a: &small 1\nx-b: *smal\n${STAGE}`,
      /^p\.yaml:3:6: no anchor &smal .*&small/,
    ],
    [
      'an alias before its anchor',
      `pipeline: p\nx-b: *a\nx-a: &a 1\n${STAGE}`,
      /^p\.yaml:2:6: no anchor/,
    ],
    [
      'an alias within its own anchor',
      `pipeline: p\nx-b: &a [*a]\n${STAGE}`,
      /^p\.yaml:2:10: .*itself/,
    ],
    [
      'a merge of something other than a map',
      `pipeline: p\nx-b: { <<: 5 }\n${STAGE}`,
      /^p\.yaml:2:12: << takes a map/,
    ],
    [
      'an unquoted cron',
      `pipeline: p\nschedule:\n  cron: */5 * * * *\n${STAGE}`,
      /^p\.yaml:3:\d+: .*quote/,
    ],
    [
      'a second document',
      `pipeline: p\n${STAGE}---\npipeline: q\n`,
      /^p\.yaml:3:1: a second document/,
    ],
    ['a tag', params('!!binary aGk='), /^p\.yaml:3:\d+: this tag is not supported/],
    ['a tag of JavaScript', params('!!js/function x'), /^p\.yaml:3:\d+: this tag/],
    ['a number beyond 2^53', params('9007199254740993'), /^p\.yaml:3:6: .*rounded; quote it/],
    [
      'a number beyond 2^53 in hexadecimal',
      params('0xFFFFFFFFFFFFFFFF'),
      /^p\.yaml:3:6: .*rounded/,
    ],
    [
      'a fraction with too many digits',
      params('0.12345678901234567891'),
      /^p\.yaml:3:6: .*rounded/,
    ],
    ['leading zeros', params('01234'), /^p\.yaml:3:6: 01234 loses its leading zeros/],
    ['no instead of false', params('no'), /^p\.yaml:3:6: no is text here; write true or false/],
    [
      'yes instead of true in a default',
      params('{ type: boolean, default: yes }'),
      /^p\.yaml:3:\d+: yes is text/,
    ],
    ['an escaped NUL', params('"a\\0b"'), /^p\.yaml:3:6: a NUL/],
    ['a raw NUL', params('a\0b'), /^p\.yaml:3:7: the control character U\+0000/],
    ['half of a surrogate pair', params('"\\ud800"'), /^p\.yaml:3:6: half of a surrogate pair/],
    ['an empty file', '', /^p\.yaml:1:1: the file is empty/],
    ['a file with comments only', '# a\n# b\n', /^p\.yaml:1:1: the file is empty/],
    ['a tab', `pipeline: p\nstages:\n\ta: { job: a.py }\n`, /^p\.yaml:3:1: .*tab/i],
    [
      'a repeated field',
      `pipeline: p\npipeline: q\n${STAGE}`,
      /^p\.yaml:2:1: this field appears twice/,
    ],
    [
      'deep nesting',
      `pipeline: p\nx-a: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n${STAGE}`,
      /^p\.yaml:\d+:\d+: .*too deeply/,
    ],
  ] as const)
    it(`is refused in one line for ${what}`, () => {
      refused(text, message);
    });

  it('is refused with all values that YAML misreads', () => {
    assert.throws(
      () => parsePipeline(`pipeline: p\nparams: { a: no, b: 01234 }\n${STAGE}`, 'p.yaml'),
      /^TerminalError: p\.yaml:2:14: no is text.*\np\.yaml:2:21: 01234 loses/,
    );
  });

  it('keeps values that YAML reads as written', () => {
    const read = (value: string) => parsePipeline(params(value), 'p.yaml').params.x?.default;
    assert.equal(read('NO'), 'NO');
    assert.equal(read("'no'"), 'no');
    assert.equal(read('0o17'), 15);
    assert.equal(read('9007199254740991'), 9007199254740991);
    assert.equal(read('12:30'), '12:30');
    assert.equal(read('"9007199254740993"'), '9007199254740993');
  });

  it('must be UTF-8, with or without a byte order mark', () => {
    const text = `pipeline: p\r\n${STAGE}`;
    assert.equal(parsePipeline(decoded(Buffer.from(`\uFEFF${text}`), 'p'), 'p').name, 'p');
    const refusedBytes = (bytes: Buffer, message: RegExp) => {
      assert.throws(() => decoded(bytes, 'p.yaml'), { name: 'TerminalError', message });
    };
    refusedBytes(Buffer.from(`\uFEFF${text}`, 'utf16le'), /^p\.yaml:1:1: the file is UTF-16/);
    refusedBytes(Buffer.from('pipeline: p\nowner: M\xfcller\n', 'latin1'), /^p\.yaml:2:9: .*UTF-8/);
  });
});

describe('a folder with a broken file', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pipelines-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const write = (file: string, text: string) => writeFile(join(folder, file), text);
  const open = async () => {
    const faults: string[] = [];
    const report = (fault: string) => faults.push(fault.replace(`${folder}/`, ''));
    const live = await livePipelines(folder, {}, report);
    return { live, faults, report };
  };

  it('is loaded without it, and the fault is reported once', async () => {
    await write('good.yaml', `pipeline: good\n${STAGE}`);
    await write('bad.yaml', `pipeline: bad\nx: *y\n${STAGE}`);
    const { live, faults, report } = await open();
    assert.deepEqual([...live.pipelines.keys()], ['good']);
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? '', /^bad\.yaml:2:4: no anchor &y .*the file is ignored/);
    assert.equal(await live.reload(report), false);
    assert.equal(faults.length, 1, 'it is reported once');
  });

  it('is loaded without files that name a missing pool or take too many places', async () => {
    const more = 'stages:\n  s: { job: a.py, pool: narrow, places: 3 }\n';
    await write('good.yaml', `pipeline: good\npool: narrow\n${STAGE}`);
    await write('lost.yaml', `pipeline: lost\npool: other\n${STAGE}`);
    await write('many.yaml', `pipeline: many\n${more}`);
    const faults: string[] = [];
    const report = (fault: string) => faults.push(fault.replace(`${folder}/`, ''));
    const live = await livePipelines(folder, { narrow: 2 }, report);
    assert.deepEqual([...live.pipelines.keys()], ['good']);
    assert.equal(live.incomplete(), true);
    assert.equal(faults.length, 2);
    assert.match(
      faults.sort()[1] ?? '',
      /^many\.yaml:3:33: stages\.s\.places: the pool narrow has 2 places, .*change `pools`.*ignored/,
    );
    await write('lost.yaml', `pipeline: lost\n${STAGE}`);
    await write('many.yaml', `pipeline: many\npool: narrow\n${STAGE}`);
    assert.equal(await live.reload(report), true);
    assert.deepEqual([...live.pipelines.keys()].sort(), ['good', 'lost', 'many']);
    assert.equal(live.incomplete(), false);
    await write('many.yaml', `pipeline: many\n${more}`);
    await live.reload(report);
    assert.equal(live.pipelines.get('many')?.stages[0]?.places, 1, 'the last valid version stays');
    assert.equal(live.incomplete(), false);
  });

  it('keeps its last valid version, while other files change', async () => {
    await write('a.yaml', `pipeline: a\nowner: me\n${STAGE}`);
    await write('b.yaml', `pipeline: b\n${STAGE}`);
    const { live, faults, report } = await open();
    await write('a.yaml', 'pipeline: [\n');
    await write('b.yaml', `pipeline: b\nowner: you\n${STAGE}`);
    assert.equal(await live.reload(report), true);
    assert.equal(live.pipelines.get('a')?.owner, 'me');
    assert.equal(live.pipelines.get('b')?.owner, 'you');
    assert.match(faults.join(), /^a\.yaml:\d+:\d+: .*keeps its last valid version/);
  });

  it('ignores only the second file that declares a pipeline', async () => {
    await write('a.yaml', `pipeline: a\nowner: first\n${STAGE}`);
    await write('b.yaml', `pipeline: a\nowner: second\n${STAGE}`);
    await write('c.yaml', `pipeline: c\non: { pipeline: a }\n${STAGE}`);
    const { live, faults } = await open();
    assert.deepEqual([...live.pipelines.keys()], ['a', 'c']);
    assert.equal(live.pipelines.get('a')?.owner, 'first');
    assert.match(faults.join(), /^b\.yaml:1:1: pipeline: \S+a\.yaml already declares/);
  });
});
