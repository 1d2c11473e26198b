import assert from 'node:assert/strict';
import {
  verdict,
  type ClaimSight,
  type DriverSight,
  type ResultSight,
} from '../../../orchestrator/model/verdict.ts';

const ENDED = ['RELAUNCHING', 'FINISHED', 'FAILED', 'KILLED', 'ERROR'] as const;
const DRIVERS: DriverSight[] = ['unknown', 'absent', 'SUBMITTED', 'RUNNING', ...ENDED];
const CLAIMS: ClaimSight[] = ['unknown', 'none', 'driver', 'tombstone'];
const RESULTS: ResultSight[] = ['unknown', 'none', 'succeeded', 'failed', 'broken'];

function cells(
  drivers: readonly DriverSight[],
  claims: readonly ClaimSight[],
  results: readonly ResultSight[],
): { cell: string; is: string }[] {
  return drivers.flatMap((driver) =>
    claims.flatMap((claim) =>
      results.map((result) => ({
        cell: `driver ${driver}, claim ${claim}, result ${result}`,
        is: verdict(driver, claim, result),
      })),
    ),
  );
}

function every(answers: { cell: string; is: string }[], expected: string): void {
  assert.ok(answers.length > 0);
  for (const { cell, is } of answers) assert.equal(is, expected, cell);
}

describe('the truth table of an attempt', () => {
  it('has a verdict for each of its 180 cells', () => {
    assert.equal(cells(DRIVERS, CLAIMS, RESULTS).length, 180);
  });

  it('believes the result file, whatever the master and the claim say', () => {
    every(cells(DRIVERS, CLAIMS, ['succeeded']), 'succeeded');
    every(cells(DRIVERS, CLAIMS, ['failed']), 'failed');
    every(cells(DRIVERS, CLAIMS, ['broken']), 'broken-result');
  });

  it('decides nothing while the result is unknown', () => {
    every(cells(DRIVERS, CLAIMS, ['unknown']), 'wait');
  });

  it('decides nothing while the claim is unknown', () => {
    every(cells(DRIVERS, ['unknown'], ['none']), 'wait');
  });

  it('decides nothing while the driver is unknown, unless the attempt was given up', () => {
    every(cells(['unknown'], ['none', 'driver'], ['none']), 'wait');
  });

  it('waits for a driver that is alive', () => {
    every(cells(['SUBMITTED', 'RUNNING'], ['none', 'driver'], ['none']), 'wait');
  });

  it('takes the claim before it gives up a driver that never claimed', () => {
    every(cells(['absent', ...ENDED], ['none'], ['none']), 'give-up');
  });

  it('fails an attempt whose driver claimed it and ended without a result, even if FINISHED', () => {
    every(cells(['absent', ...ENDED], ['driver'], ['none']), 'no-result');
  });

  it('knows that an attempt with a tombstone never ran', () => {
    every(cells(DRIVERS, ['tombstone'], ['none']), 'never-ran');
  });
});
