/** Texts that PostgreSQL or its JSON can't store: they are saved in their visible form, and no transition is refused. */
import assert from 'node:assert/strict';
import type { AttemptResult } from '../../../orchestrator/model/result.ts';
import { visible } from '../../../orchestrator/model/visible.ts';
import { DIAMOND, NOW, newRun, RELEASE, type StoreKit } from '../../support/store-kit.ts';

const TEXTS: Record<string, string> = {
  'a NUL': 'record 17: 4711\u0000\u0000TEA',
  'half a pair': `review 93 ${'x'.repeat(280)}\ud83d`,
  'the other half': '\ude00 late',
  'an escape sequence': '\u001b[31mred\u001b[0m',
  'five million characters': `${'x'.repeat(4_999_998)}\u0000\ud83d`,
};

export function describeText(kit: StoreKit): void {
  for (const [name, text] of Object.entries(TEXTS))
    it(`${name} in a reason, an outcome or a kill is stored in its visible form`, async () => {
      const run = await kit.planned({ reason: text });
      const shown = visible(text);
      const id = `${run}-top-1`;
      const { attempts, runs, stages } = kit.store;
      await stages.explain([{ run, name: 'top', reason: text }]);
      assert.equal((await stages.of(run))[0]?.reason, shown);
      await stages.admit([{ run, name: 'top' }]);
      await attempts.intend({ id, run, stage: 'top', number: 1 });
      await attempts.submitted(id, 'driver-of-text', text, NOW);
      await attempts.killing(id, { for: 'timeout', reason: text, since: NOW });
      assert.equal((await attempts.get(id))?.killing?.reason, shown);
      const error = { class: 'ValueError', message: text, retryable: true, traceback: text };
      const result = resultOf(id, text, error);
      const outcome = { state: 'failed', reason: text, result, error, counted: true } as const;
      await attempts.ended(id, outcome);
      const ended = await attempts.get(id);
      assert.equal(ended?.reason, shown);
      assert.deepEqual(ended.error, { ...error, message: shown, traceback: shown });
      assert.equal(ended.result?.expectations[0]?.name, shown);
      assert.deepEqual(Object.keys(ended.result.rows), [shown]);
      const diagnosis = {
        class: 'unknown',
        retryable: true,
        evidence: text,
        from: 'result',
        advice: text,
      };
      await attempts.commit(ended, { stage: 'ready', reason: text, diagnosis: diagnosis as never });
      assert.equal((await attempts.get(id))?.diagnosis?.evidence, shown);
      assert.equal((await stages.of(run))[0]?.reason, shown);
      assert.equal(await runs.kill(run, text, 'killed'), true);
      assert.equal((await runs.get(run))?.reason, shown);
    });

  it('such texts in parameters, definitions and pauses are stored in their visible form', async () => {
    const text = 'tea\u0000 \ud83d';
    const id = `diamond-${kit.number()}`;
    const run = await kit.store.runs.insert(newRun(id, { params: { [text]: text } }));
    assert.deepEqual(run?.params, { [visible(text)]: visible(text) });
    const [top, ...others] = DIAMOND.stages;
    assert.ok(top);
    const definition = { ...DIAMOND, stages: [{ ...top, args: [text] }, ...others] };
    const version = await kit.store.pipelines.version(definition, RELEASE);
    assert.equal(await kit.store.pipelines.version(definition, RELEASE), version);
    const kept = await kit.store.pipelines.definition('diamond', version);
    assert.deepEqual(kept?.stages[0]?.args, [visible(text)]);
    await kit.store.runs.fail(id, text);
    assert.equal((await kit.store.runs.get(id))?.reason, visible(text));
    await kit.store.pipelines.pause('diamond', text);
    const known = (await kit.store.pipelines.list()).find((each) => each.name === 'diamond');
    assert.equal(known?.paused, visible(text));
    await kit.store.pipelines.resume('diamond', null, NOW);
    assert.equal(await kit.store.runs.get(text), null);
  });
}

function resultOf(
  attempt: string,
  text: string,
  error: NonNullable<AttemptResult['error']>,
): AttemptResult {
  return {
    version: 1,
    attempt,
    driver: 'driver-of-text',
    application: null,
    status: 'failed',
    error,
    rows: { [text]: { read: null, written: 1, quarantined: 0 } },
    snapshots: {},
    bookmark: null,
    expectations: [{ name: text } as never],
    started: '',
    ended: '',
  };
}
