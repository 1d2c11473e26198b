import assert from 'node:assert/strict';
import { shortened } from '../../../orchestrator/hdfs/shortened.ts';
import type { Expectation } from '../../../orchestrator/model/expectation.ts';
import type { AttemptResult } from '../../../orchestrator/model/result.ts';
import { resultWith } from '../../support/samples.ts';

const LONG = '😀'.repeat(50_000);

const expectation = (over: Partial<Expectation> = {}): Expectation => ({
  table: 'lake.a.b',
  name: 'paid',
  predicate: 'amount > 0',
  action: 'fail',
  rows: 1,
  failed: 0,
  threshold: 0,
  passed: true,
  ...over,
});

const result = (over: Partial<AttemptResult>) => resultWith({ attempt: 'r-s-1', ...over });

describe('a shortened result', () => {
  it('has no text over its limit', () => {
    const long = result({
      driver: LONG,
      application: LONG,
      rows: { [LONG]: { read: 1, written: 1, quarantined: 0 } },
      error: { class: LONG, message: LONG, retryable: true, traceback: LONG },
      snapshots: { [LONG]: { snapshot: '1', parent: null, tag: null } },
      expectations: [expectation({ table: LONG, name: LONG, predicate: LONG })],
    });
    const text = JSON.stringify(shortened(long));
    assert.ok(text.length < 50_000);
    assert.equal(Buffer.from(text).toString(), text);
  });

  it('keeps the failed ones of too many expectations', () => {
    const expectations = Array.from({ length: 1_500 }, (_, number) =>
      expectation({ name: `e${number}`, passed: number !== 1_400 }),
    );
    const kept = shortened(result({ expectations })).expectations;
    assert.equal(kept.length, 1_000);
    assert.equal(kept[0]?.name, 'e1400');
    assert.equal(kept[1]?.name, 'e0');
  });

  it('is unchanged if it is short', () => {
    const short = result({ expectations: [expectation()], bookmark: {} });
    assert.deepEqual(shortened(short), short);
  });
});
