import assert from 'node:assert/strict';
import { expectationTable } from '../../../orchestrator/cli/text/expectations.ts';
import type { Attempt } from '../../../orchestrator/model/attempt.ts';
import type { Expectation } from '../../../orchestrator/model/expectation.ts';
import type { StageRun } from '../../../orchestrator/model/run.ts';

const STAGES = ['ingest', 'serve'].map((name) => ({ name })) as StageRun[];

describe('the table of expectations', () => {
  it('has a line for each expectation of the last attempt with a result', () => {
    const printed = expectationTable(STAGES, [
      attempt('ingest', [told('of an earlier attempt', 'warn', 5, 5, null, true)]),
      attempt('ingest', [
        told('known branch', 'warn', 300_000, 0, null, true),
        told('paid', 'drop', 300_000, 1_000, 0.01, true),
        told('dated', 'warn', 300_000, 3, null, true),
        told('some ids', 'fail', 300_000, 3, 0.5, true),
        told('an id', 'fail', 300_000, 1, 0, false),
        told('a row count', 'suite', null, null, null, true),
      ]),
      { stage: 'ingest', result: null } as Attempt,
    ]);
    assert.deepEqual(
      printed.split('\n').map((line) => line.replace(/\u001b\[\d+m/g, '').split(/ {2,}/)),
      [
        [
          'stage',
          'table',
          'expectation',
          'action',
          'rows',
          'failed',
          'share',
          'threshold',
          'verdict',
        ],
        ['ingest', 'lake.x', 'known branch', 'warn', '300,000', '0', '0%', '-', 'ok'],
        ['ingest', 'lake.x', 'paid', 'drop', '300,000', '1,000', '0.333%', '1%', 'dropped'],
        ['ingest', 'lake.x', 'dated', 'warn', '300,000', '3', '0.001%', '-', 'warned'],
        ['ingest', 'lake.x', 'some ids', 'fail', '300,000', '3', '0.001%', '50%', 'tolerated'],
        ['ingest', 'lake.x', 'an id', 'fail', '300,000', '1', '0.000333%', '0%', 'failed'],
        ['ingest', 'lake.x', 'a row count', 'suite', '-', '-', '-', '-', 'ok'],
      ],
    );
  });

  it('is empty without expectations', () => {
    assert.equal(expectationTable(STAGES, [attempt('serve', [])]), '');
  });
});

function told(
  name: string,
  action: Expectation['action'],
  rows: number | null,
  failed: number | null,
  threshold: number | null,
  passed: boolean,
): Expectation {
  return { table: 'lake.x', name, predicate: 'p', action, rows, failed, threshold, passed };
}

function attempt(stage: string, expectations: Expectation[]): Attempt {
  return { stage, result: { expectations } } as Attempt;
}
