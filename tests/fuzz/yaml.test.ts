import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadFolder } from '../../orchestrator/plan/load.ts';
import { runs } from './effort.ts';

const LINES = [
  'pipeline: odd',
  'x-base: &base { job: a.py, args: [one, "two"] }',
  'params: { day: { type: date, default: 2026-01-01 }, n: 5 }',
  "schedule: { cron: '0 * * * *' }",
  'stages:',
  '  a: *base',
  '  b: { <<: *base, after: [a], timeout: 5m }',
  '  c:',
  '    job: c.py',
  '    retries: { limit: 3 }',
];
const ODD = [
  '\t',
  '\0',
  '*x',
  '&y',
  '{',
  ']',
  ': ',
  '\uFEFF',
  '!!js ',
  '---\n',
  '<<: ',
  '"',
  '\ud800',
  '\r',
  '%',
  '|',
  '? ',
  '- ',
];

const mutated = fc
  .array(
    fc.tuple(fc.constantFrom('cut', 'swap', 'double', 'odd'), fc.nat(400), fc.constantFrom(...ODD)),
    { minLength: 1, maxLength: 4 },
  )
  .map((changes) =>
    changes.reduce((text, [kind, at, odd]) => {
      const lines = text.split('\n');
      const line = at % lines.length;
      const offset = at % (text.length + 1);
      if (kind === 'cut') return text.slice(0, offset) + text.slice(offset + 3);
      if (kind === 'odd') return text.slice(0, offset) + odd + text.slice(offset);
      if (kind === 'double') lines.splice(line, 0, lines[line] ?? '');
      else lines.push(...lines.splice(line, 1));
      return lines.join('\n');
    }, LINES.join('\n')),
  );
const file = fc.oneof(
  mutated.map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
);

describe('any pipeline file', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
    await writeFile(join(folder, 'good.yaml'), 'pipeline: good\nstages: { a: { job: a.py } }\n');
  });
  after(() => rm(folder, { recursive: true }));

  it('loads, or has faults with its own line numbers, and other files load', () =>
    fc.assert(
      fc.asyncProperty(file, async (bytes) => {
        const path = join(folder, 'odd.yaml');
        await writeFile(path, bytes);
        const { loaded, faults } = await loadFolder(folder, new Map());
        assert.ok(loaded.some(({ pipeline }) => pipeline.name === 'good'));
        const found = faults.get(path) ?? [];
        assert.equal(loaded.length, found.length === 0 ? 2 : 1);
        assert.equal(new Set(found).size, found.length, 'no fault twice');
        const most = bytes.toString('utf8').split(/\r\n|\n/).length;
        for (const fault of found) {
          const [, line] = /^:(\d+):[1-9]\d*: /.exec(fault.slice(path.length)) ?? [];
          assert.ok(fault.startsWith(path) && Number(line) >= 1 && Number(line) <= most, fault);
          assert.doesNotMatch(fault, /YAML\.|parseAll/);
        }
      }),
      runs(300),
    ));
});
