/** The lease and the fence. */
import assert from 'node:assert/strict';
import { FencedOut } from '../../../orchestrator/model/errors.ts';
import { newRun, NOW, type StoreKit } from '../../support/store-kit.ts';

export function describeLead(kit: StoreKit): void {
  const { number } = kit;

  it('only the leader may write, and a former leader may not', async () => {
    const { engine, lease, rival } = kit.opened;
    const run = newRun(`diamond-fenced-${number()}`);
    await assert.rejects(engine.runs.insert(run), FencedOut);
    assert.deepEqual([lease.leads(), rival.leads()], [false, false]);
    assert.deepEqual([await lease.hold(), await rival.hold()], [true, false]);
    assert.deepEqual([lease.leads(), rival.leads()], [true, false]);
    assert.ok(await engine.runs.insert(run));
    await lease.release();
    assert.equal(lease.leads(), false);
    assert.equal(await rival.hold(), true);
    assert.equal(await lease.hold(), false);
    await assert.rejects(engine.runs.fail(run.id, 'not mine to end'), FencedOut);
    await assert.rejects(engine.assertLead(), FencedOut);
    const look = engine.seenFiles.keep('diamond', '/fenced/*', NOW, [], NOW);
    await assert.rejects(look, FencedOut);
    await rival.release();
    await kit.store.runs.fail(run.id, 'test');
  });
}
