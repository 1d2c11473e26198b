/** The contract of every run store for runs with a full refresh. */
import assert from 'node:assert/strict';
import type { Store } from '../../orchestrator/ports/ports.ts';
import { planRun } from '../../orchestrator/plan/run-plan.ts';
import { DIAMOND, newRun } from '../support/store-kit.ts';

export function describeFullRefresh(name: string, open: () => Store): void {
  it(`a run in the store ${name} keeps its full refreshes, also after a retry`, async () => {
    const store = open();
    await store.pipelines.register('diamond', '', null, new Date());
    const [plain, refreshing] = [`plain ${name}`, `refreshing ${name}`];
    await store.runs.insert(newRun(plain));
    const made = await store.runs.insert(newRun(refreshing, { fullRefresh: ['left', 'bottom'] }));
    assert.deepEqual(made?.fullRefresh, ['left', 'bottom']);
    assert.deepEqual((await store.runs.get(plain))?.fullRefresh, []);

    const version = await store.pipelines.version(DIAMOND, 'abc');
    const plan = planRun(DIAMOND, {}, { version, release: 'abc', deadline: null });
    await store.runs.plan(refreshing, plan);
    assert.deepEqual(await admittedWith(store, refreshing), ['left', 'bottom']);
    await store.stages.fail(refreshing, 'top', 'test');
    assert.equal((await store.runs.get(refreshing))?.state, 'failed');
    assert.equal(await store.runs.retry(refreshing, null, 'again'), true);
    assert.deepEqual(await admittedWith(store, refreshing), ['left', 'bottom']);
  });
}

async function admittedWith(store: Store, run: string): Promise<string[] | undefined> {
  await store.stages.admit([{ run, name: 'top' }]);
  return (await store.stages.admitted()).find((turn) => turn.run === run)?.fullRefresh;
}
