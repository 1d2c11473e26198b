import assert from 'node:assert/strict';
import { TerminalError } from '../../../orchestrator/model/errors.ts';
import { fill, filledStage, templateNames } from '../../../orchestrator/plan/template.ts';

const context = {
  run: {
    id: 'shop-20260329-110000-aaaaa',
    pipeline: 'shop',
    slot: 'cron:2026-03-29T11:00:00Z',
    slotStart: new Date('2026-03-28T23:30:00.000Z'),
    slotEnd: new Date('2026-03-29T11:00:00.000Z'),
    params: { limit: 5, full: false, branch: 'north $& south' },
  },
  attempt: 'shop-20260329-110000-aaaaa-load-1',
};
const stage = { name: 'load', args: [], params: {}, env: {} };

describe('templates', () => {
  it('may name every variable', () => {
    const names = ['run', 'pipeline', 'stage', 'attempt', 'slot', 'slot.start', 'slot.end'];
    const args = [...names, 'slot.date', 'params.branch'].map((name) => `{{ ${name} }}`);
    assert.deepEqual(filledStage({ ...stage, args }, context).args, [
      context.run.id,
      'shop',
      'load',
      context.attempt,
      context.run.slot,
      '2026-03-28T23:30:00Z',
      '2026-03-29T11:00:00Z',
      '2026-03-28',
      'north $& south',
    ]);
  });

  it('may appear anywhere in a text, any number of times, with or without spaces', () => {
    const filled = filledStage(
      { ...stage, env: { OUT: '/out/{{slot.date}}/{{  params.branch }}.csv' } },
      context,
    );
    assert.deepEqual(filled.env, { OUT: '/out/2026-03-28/north $& south.csv' });
  });

  it('keep the type of the value if a parameter is a single template', () => {
    const params = {
      n: '{{ params.limit }}',
      full: '{{ params.full }}',
      text: '{{ params.limit }} rows',
      own: 7,
    };
    assert.deepEqual(filledStage({ ...stage, params }, context).params, {
      n: 5,
      full: false,
      text: '5 rows',
      own: 7,
    });
  });

  it('become text in arguments and environment', () => {
    const filled = filledStage(
      { ...stage, args: ['{{ params.limit }}'], env: { N: '{{ params.limit }}' } },
      context,
    );
    assert.deepEqual([filled.args, filled.env], [['5'], { N: '5' }]);
  });

  it('with unknown variables are a terminal error', () => {
    for (const arg of ['{{ slot.day }}', '{{ params.limits }}', '{{ }}', '{{ run }} {{ run'])
      assert.throws(() => filledStage({ ...stage, args: [arg] }, context), TerminalError);
  });

  it('in values are not filled in', () => {
    assert.equal(fill('<{{ x }}>', new Map([['x', '{{ x }}']])), '<{{ x }}>');
  });

  it('have names, and an unclosed one has the name {{', () => {
    assert.deepEqual(templateNames('{{ a }} and {{b.c}}, } and {'), ['a', 'b.c']);
    assert.deepEqual(templateNames('{{ a }} {{ b'), ['a', '{{']);
  });
});
