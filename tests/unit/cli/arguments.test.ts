import assert from 'node:assert/strict';
import { param, span } from '../../../orchestrator/cli/arguments.ts';

describe('values of options', () => {
  it('--param adds up, and a value may hold any text', () => {
    const given = ['day=2026-01-01', 'where=a=b c', 'note='];
    assert.deepEqual(
      given.reduce((before, text) => param(text, before), {}),
      { day: '2026-01-01', where: 'a=b c', note: '' },
    );
  });

  it('--param refuses a missing name, a missing = and a repeated name', () => {
    for (const text of ['=x', 'day']) assert.throws(() => param(text, {}), /Give key=value/);
    assert.throws(() => param('day=2', { day: '1' }), /day is set twice/);
  });

  it('a duration is longer than zero', () => {
    assert.equal(span('1d'), 86_400);
    assert.throws(() => span('0s'), /Give a duration/);
    assert.throws(() => span('soon'), /Give a duration/);
  });
});
