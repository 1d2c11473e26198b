import assert from 'node:assert/strict';
import { ADVICE, TERMINAL } from '../../../orchestrator/model/advice.ts';
import { diagnose } from '../../../orchestrator/model/diagnose.ts';
import { COURSE } from './diagnosed/course.ts';
import { NOTHING, NO_RESULT, RECOVERED, logged, raised } from './diagnosed/evidence.ts';
import { NAMES } from './diagnosed/names.ts';
import { RESOURCES } from './diagnosed/resources.ts';
import { SERVICES } from './diagnosed/services.ts';

const CASES = [...COURSE, ...RESOURCES, ...NAMES, ...SERVICES];

describe('a diagnosis', () => {
  for (const [name, title, evidence] of CASES)
    it(`is ${name}: ${title}`, () => {
      assert.equal(diagnose({ ...NOTHING, ...evidence }).class, name);
    });

  it('is tested for every class', () => {
    assert.deepEqual([...new Set(CASES.map(([name]) => name))].sort(), Object.keys(ADVICE).sort());
  });

  it('shows the matching line and its origin', () => {
    const { evidence, from } = diagnose({ ...NOTHING, ...NO_RESULT, ...RECOVERED });
    assert.equal(evidence, 'java.lang.OutOfMemoryError: Java heap space');
    assert.equal(from, 'executor-0.stderr');
    assert.equal(
      diagnose({ ...NOTHING, ...raised('ValueError', 'boom') }).evidence,
      'ValueError: boom',
    );
    assert.equal(diagnose({ ...NOTHING, ...raised('ValueError', 'boom') }).from, 'result');
  });

  it('cuts a long line to the 300 characters around the match', () => {
    const line = `${'x'.repeat(900)} java.lang.OutOfMemoryError: Java heap space`;
    const { evidence } = diagnose({ ...NOTHING, ...logged('executor-0.stderr', line) });
    assert.equal(evidence.length, 300);
    assert.match(evidence, /OutOfMemoryError/);
  });

  it('allows a retry unless its class is terminal', () => {
    for (const [name, title, evidence] of CASES)
      assert.equal(
        diagnose({ ...NOTHING, ...evidence }).retryable,
        !TERMINAL.has(name),
        `${name}: ${title}`,
      );
    assert.deepEqual([...TERMINAL].sort(), [
      'claim-lost',
      'expectation',
      'killed',
      'missing-file',
      'missing-table',
      'permission',
      'schema-mismatch',
      'sql-analysis',
    ]);
  });

  it('of a Python exception or an unknown failure is retryable if the error says so', () => {
    const refused = raised(
      'RefusedError',
      'lake.bronze.orders has data; to reload it, DROP TABLE',
      { retryable: false },
    );
    const { class: name, retryable, advice } = diagnose({ ...NOTHING, ...refused });
    assert.equal(name, 'python-exception');
    assert.equal(retryable, false);
    assert.match(advice, /what the message says/);
    const damaged = raised('DamagedTableError', "lake.bronze.t can't be read: v4 is missing", {
      retryable: false,
    });
    assert.equal(diagnose({ ...NOTHING, ...damaged }).advice, advice);
    const unknown = { class: 'BrokenResult', message: 'no checksum', retryable: false };
    assert.equal(diagnose({ ...NOTHING, error: unknown }).retryable, false);
  });
});
