import assert from 'node:assert/strict';
import { diagnose, type Evidence } from '../../../orchestrator/model/diagnose.ts';
import type { Expectation } from '../../../orchestrator/model/expectation.ts';
import type { AttemptResult } from '../../../orchestrator/model/result.ts';

const QUARANTINE = 'lake.bronze.orders_quarantine';
const ERROR = {
  class: 'ExpectationError',
  message: "lake.bronze.orders: 'paid' (amount > 0) fails for 4 of 300 rows (1.33%, 1% may)",
  retryable: false,
  // The class of the error decides, not words in the traceback.
  traceback: 'Traceback (most recent call last):\npermission denied for table orders\n',
};

const EXPECTATIONS: Expectation[] = [
  expectation({ name: 'known branch', predicate: 'branch IS NOT NULL', failed: 9 }),
  expectation({ name: 'paid', action: 'drop', failed: 4, threshold: 0.01, passed: false }),
  expectation({ name: 'an id', action: 'fail', failed: 1, threshold: 0, passed: false }),
];

describe('the diagnosis of a failed expectation', () => {
  it('names each failed expectation, counts its failed rows, and gives a query for them', () => {
    const found = diagnose(evidence(EXPECTATIONS, { [QUARANTINE]: SNAPSHOT }));
    assert.deepEqual([found.class, found.retryable, found.from], ['expectation', false, 'result']);
    assert.equal(
      found.evidence,
      'lake.bronze.orders: paid: 4 of 300 rows (1.33%); lake.bronze.orders: an id: 1 of 300 rows (0.333%)',
    );
    assert.match(
      found.advice,
      /^Look at the rows: SELECT \* FROM lake\.bronze\.orders_quarantine WHERE sparkwright_attempt = 'r-ingest-1'\. /,
    );
  });

  it('gives no query if the quarantine was not published', () => {
    const suite = expectation({ name: 'a row count', action: 'suite', rows: null, failed: null });
    const found = diagnose(evidence([{ ...suite, passed: false }], {}));
    assert.equal(found.evidence, 'lake.bronze.orders: a row count');
    assert.match(found.advice, /^List the failed expectations with `sparkwright show`/);
  });

  it('shows the error if the result has no expectations', () => {
    const found = diagnose({ ...evidence([], {}), result: null });
    assert.deepEqual(
      [found.class, found.evidence],
      ['expectation', `ExpectationError: ${ERROR.message}`],
    );
  });
});

const SNAPSHOT = { snapshot: '7', parent: null, tag: 'sparkwright-r-ingest-1' };

function expectation(given: Partial<Expectation>): Expectation {
  return {
    table: 'lake.bronze.orders',
    name: '',
    predicate: 'amount > 0',
    action: 'warn' as const,
    rows: 300,
    failed: 0,
    threshold: null,
    passed: true,
    ...given,
  };
}

function evidence(
  expectations: Expectation[],
  snapshots: AttemptResult['snapshots'],
): Evidence & { result: AttemptResult } {
  const result: AttemptResult = {
    version: 1,
    attempt: 'r-ingest-1',
    driver: 'd',
    application: null,
    status: 'failed',
    error: ERROR,
    rows: {},
    snapshots,
    bookmark: null,
    expectations,
    started: '',
    ended: '',
  };
  return {
    error: ERROR,
    result,
    killedFor: null,
    logs: [],
    driver: 'FAILED',
    workerAlive: true,
    application: null,
  };
}
