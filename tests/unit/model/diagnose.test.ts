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
    it(`tells ${name}: ${title}`, () => {
      assert.equal(diagnose({ ...NOTHING, ...evidence }).class, name);
    });

  it('has a case for every class', () => {
    assert.deepEqual([...new Set(CASES.map(([name]) => name))].sort(), Object.keys(ADVICE).sort());
  });

  it('shows the line that told, and where it stands', () => {
    const { evidence, from } = diagnose({ ...NOTHING, ...NO_RESULT, ...RECOVERED });
    assert.equal(evidence, 'java.lang.OutOfMemoryError: Java heap space');
    assert.equal(from, 'executor-0.stderr');
    assert.equal(
      diagnose({ ...NOTHING, ...raised('ValueError', 'boom') }).evidence,
      'ValueError: boom',
    );
    assert.equal(diagnose({ ...NOTHING, ...raised('ValueError', 'boom') }).from, 'result');
  });

  it('cuts a long line to 300 characters that still tell', () => {
    const line = `${'x'.repeat(900)} java.lang.OutOfMemoryError: Java heap space`;
    const { evidence } = diagnose({ ...NOTHING, ...logged('executor-0.stderr', line) });
    assert.equal(evidence.length, 300);
    assert.match(evidence, /OutOfMemoryError/);
  });

  it('retries what may go better, and nothing that comes again', () => {
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

  it('leaves it to the error where only that knows', () => {
    const refused = raised('RefusedError', 'lake.bronze.orders has data, to load anew DROP TABLE', {
      retryable: false,
    });
    const found = diagnose({ ...NOTHING, ...refused });
    assert.equal(found.class, 'python-exception');
    assert.equal(found.retryable, false);
    assert.match(found.advice, /what the message says/);
    const unknown = { class: 'BrokenResult', message: 'no checksum', retryable: false };
    assert.equal(diagnose({ ...NOTHING, error: unknown }).retryable, false);
  });
});
