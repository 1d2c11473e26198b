import assert from 'node:assert/strict';
import { suiteDifference } from '../../../orchestrator/cli/text/suite-difference.ts';

const NOT_NULL = { type: 'expect_column_values_to_not_be_null', kwargs: { column: 'branch' } };
const set = (...value_set: string[]) => ({
  type: 'expect_column_values_to_be_in_set',
  kwargs: { column: 'branch', value_set },
});
const suite = (...expectations: object[]) => JSON.stringify({ name: 'lake.x', expectations });

describe('the difference of two suites', () => {
  it('lists removed and added expectations, not moved ones', () => {
    const old = suite(NOT_NULL, set('north'), { ...NOT_NULL, kwargs: { column: 'id' } });
    assert.deepEqual(suiteDifference(old, suite(set('north', 'south'), NOT_NULL)), [
      '- branch: expect_column_values_to_be_in_set value_set=["north"]',
      '- id: expect_column_values_to_not_be_null',
      '+ branch: expect_column_values_to_be_in_set value_set=["north","south"]',
    ]);
    assert.deepEqual(suiteDifference(old, old), []);
  });

  it('shows a severity, and lists all of a first suite', () => {
    assert.deepEqual(suiteDifference(null, suite({ ...NOT_NULL, severity: 'warning' })), [
      '+ branch: expect_column_values_to_not_be_null (warning)',
    ]);
  });
});
