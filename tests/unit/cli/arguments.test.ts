import assert from 'node:assert/strict';
import { param, span } from '../../../orchestrator/cli/arguments.ts';

describe('the values of options', () => {
  it('gathers parameters, whose values may hold anything', () => {
    const given = ['day=2026-01-01', 'where=a=b c', 'note='];
    assert.deepEqual(
      given.reduce((before, text) => param(text, before), {}),
      {
        day: '2026-01-01',
        where: 'a=b c',
        note: '',
      },
    );
  });

  it('refuses a parameter without a name, without =, or given twice', () => {
    for (const text of ['=x', 'day']) assert.throws(() => param(text, {}), /Give key=value/);
    assert.throws(() => param('day=2', { day: '1' }), /day has been given already/);
  });

  it('reads durations, and none of nothing', () => {
    assert.equal(span('1d'), 86_400);
    assert.throws(() => span('0s'), /Give a duration/);
    assert.throws(() => span('soon'), /Give a duration/);
  });
});
