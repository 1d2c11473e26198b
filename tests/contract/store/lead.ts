/** Who may write. */
import assert from 'node:assert/strict';
import { FencedOut } from '../../../orchestrator/model/errors.ts';
import { newRun, type StoreKit } from './kit.ts';

export function describeLead(kit: StoreKit): void {
  const { number } = kit;

  it('lets one lead, refuses the writes of who does not, and those of who did', async () => {
    const { engine, lease, rival } = kit.opened;
    const run = newRun(`diamond-fenced-${number()}`);
    await assert.rejects(engine.runs.insert(run), FencedOut);
    assert.deepEqual([await lease.hold(), await rival.hold()], [true, false]);
    assert.ok(await engine.runs.insert(run));
    await lease.release();
    assert.equal(await rival.hold(), true);
    assert.equal(await lease.hold(), false);
    await assert.rejects(engine.runs.fail(run.id, 'not mine to end'), FencedOut);
    await assert.rejects(engine.assertLead(), FencedOut);
    await rival.release();
    await kit.store.runs.fail(run.id, 'test');
  });
}
