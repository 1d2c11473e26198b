import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../orchestrator/ports/ports.ts';
import type { Run } from '../../orchestrator/model/run.ts';

/** Resolves with a run once it has ended. */
export async function ended(store: Store, id: string): Promise<Run> {
  for (;;) {
    const run = await store.runs.get(id);
    if (run?.ended) return run;
    await sleep(20);
  }
}
