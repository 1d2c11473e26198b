/** plan-run: a queued run gets its plan, whole, and the release that it will use. */
import { describe, TerminalError } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import { each } from './each.ts';
import type { World } from './ports.ts';

export async function planRuns(world: World): Promise<void> {
  const { store, pipelines, releases, clock } = world;
  const queued = await store.runs.queued(clock.now());
  if (queued.length === 0) return;
  const active = await store.runs.active();
  const going = new Map([...active].map(([name, { running }]) => [name, running]));
  const starting: Run[] = [];
  for (const run of queued) {
    const running = going.get(run.pipeline) ?? 0;
    if (running >= (pipelines.get(run.pipeline)?.concurrency ?? Infinity)) continue;
    going.set(run.pipeline, running + 1);
    starting.push(run);
  }
  if (starting.length === 0) return;
  // Once for all of them: what is in the jobs folder now.
  const release = releases.deploy();
  release.catch(() => undefined);
  await each(starting, async (run) => {
    const definition = pipelines.get(run.pipeline);
    if (!definition) {
      await store.runs.fail(run.id, `there is no pipeline ${run.pipeline} any more`);
      return;
    }
    try {
      const hash = await release;
      const version = await store.pipelines.version(definition, hash);
      const { timeout } = definition;
      const deadline =
        timeout === null ? null : new Date(clock.steady().getTime() + timeout * 1000);
      await store.runs.plan(run.id, { version, release: hash, definition, deadline });
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
      await store.runs.fail(run.id, describe(error));
    }
  });
}
