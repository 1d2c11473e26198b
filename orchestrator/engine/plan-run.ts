/** plan-run: a queued run gets its plan, whole, and the release that it will use. */
import { describe, TerminalError } from '../model/errors.ts';
import type { World } from './ports.ts';

export async function planRuns(world: World): Promise<void> {
  const { store, pipelines, releases } = world;
  const active = await store.activeRuns();
  const busy = new Set(
    active.filter(({ state }) => state === 'running').map((run) => run.pipeline),
  );
  for (const run of active) {
    // Two runs of one pipeline would load the same rows side by side.
    if (run.state !== 'queued' || busy.has(run.pipeline)) continue;
    const definition = pipelines.get(run.pipeline);
    if (!definition) {
      await store.failRun(run.id, `there is no pipeline ${run.pipeline} any more`);
      continue;
    }
    try {
      await store.planRun(run.id, definition, await releases.deploy());
      busy.add(run.pipeline);
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
      await store.failRun(run.id, describe(error));
    }
  }
}
