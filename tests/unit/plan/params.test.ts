import assert from 'node:assert/strict';
import { TerminalError, describe as describeError } from '../../../orchestrator/model/errors.ts';
import type { Param, ParamValue } from '../../../orchestrator/model/pipeline.ts';
import { runParams } from '../../../orchestrator/plan/params.ts';

function param(type: Param['type'], fields: Partial<Param> = {}): Param {
  return { type, default: null, description: '', choices: [], ...fields };
}
function run(params: Record<string, Param>, given: Record<string, ParamValue>) {
  return runParams({ name: 'shop', params }, given);
}
function refusal(params: Record<string, Param>, given: Record<string, ParamValue>): string {
  try {
    run(params, given);
  } catch (error) {
    assert.ok(error instanceof TerminalError);
    return describeError(error);
  }
  return assert.fail('was accepted');
}

describe('the parameters of a run', () => {
  it('have defaults if no value is given', () => {
    const params = {
      full: param('boolean', { default: false }),
      n: param('integer', { default: 0 }),
    };
    assert.deepEqual(run(params, { n: '3' }), { full: false, n: 3 });
  });

  const read: [Param['type'], ParamValue, ParamValue][] = [
    ['string', '5', '5'],
    ['integer', '-5', -5],
    ['integer', 5, 5],
    ['number', '.5', 0.5],
    ['number', '1e3', 1000],
    ['boolean', 'true', true],
    ['boolean', false, false],
    ['date', '2028-02-29', '2028-02-29'],
  ];
  for (const [type, given, value] of read)
    it(`read ${JSON.stringify(given)} as ${type}`, () => {
      assert.deepEqual(run({ x: param(type) }, { x: given }), { x: value });
    });

  const refused: [Param['type'], ParamValue][] = [
    ['string', 5],
    ['integer', '1.5'],
    ['integer', ''],
    ['integer', '99999999999999999999'],
    ['number', 'many'],
    ['number', true],
    ['boolean', 'yes'],
    ['boolean', 1],
    ['date', '2026-02-29'],
    ['date', 'today'],
  ];
  for (const [type, given] of refused)
    it(`refuse ${JSON.stringify(given)} as ${type}`, () => {
      assert.match(
        refusal({ x: param(type) }, { x: given }),
        new RegExp(`x must be of type ${type}`),
      );
    });

  it('are required without a default, with an example as a hint', () => {
    assert.match(
      refusal({ day: param('date') }, {}),
      /^shop: day has no default\. Give --param day=2026-01-31\.$/,
    );
  });

  it('must be one of their choices', () => {
    const size = param('string', { choices: ['s', 'm'] });
    assert.deepEqual(run({ size }, { size: 'm' }), { size: 'm' });
    assert.match(refusal({ size }, { size: 'l' }), /size must be one of s, m, not l\. .*size=s/);
  });

  it('must be declared by the pipeline', () => {
    assert.match(
      refusal({ a: param('string', { default: '' }) }, { b: '' }),
      /no parameter b.*are a\./,
    );
    assert.match(
      refusal({}, { constructor: '' }),
      /no parameter constructor\. It has no parameters\./,
    );
  });

  it('are refused with all faults at once', () => {
    assert.match(refusal({ a: param('integer'), b: param('date') }, { a: 'x' }), /a must[^]*b has/);
  });
});
