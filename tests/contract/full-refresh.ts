/** What every run store keeps to about runs that make their tables anew. */
import assert from 'node:assert/strict';
import type { Store } from '../../orchestrator/engine/ports.ts';
import { DIAMOND, newRun } from './store/kit.ts';

export function describeFullRefresh(name: string, open: () => Store): void {
  it(`a run in the store ${name} keeps which stages make their tables anew, over a retry too`, async () => {
    const store = open();
    await store.pipelines.register('diamond', '', null, new Date());
    const [plain, anew] = [`plain ${name}`, `anew ${name}`];
    await store.runs.insert(newRun(plain));
    const made = await store.runs.insert(newRun(anew, { fullRefresh: ['left', 'bottom'] }));
    assert.deepEqual(made?.fullRefresh, ['left', 'bottom']);
    assert.deepEqual((await store.runs.get(plain))?.fullRefresh, []);

    const version = await store.pipelines.version(DIAMOND, 'abc');
    const plan = { version, release: 'abc', definition: DIAMOND, deadline: null };
    await store.runs.plan(anew, plan);
    assert.deepEqual(await admittedWith(store, anew), ['left', 'bottom']);
    await store.stages.fail(anew, 'top', 'test');
    assert.equal((await store.runs.get(anew))?.state, 'failed');
    assert.equal(await store.runs.retry(anew, null, 'again'), true);
    assert.deepEqual(await admittedWith(store, anew), ['left', 'bottom']);
  });
}

async function admittedWith(store: Store, run: string): Promise<string[] | undefined> {
  await store.stages.admit([{ run, name: 'top' }]);
  return (await store.stages.admitted()).find((turn) => turn.run === run)?.fullRefresh;
}
