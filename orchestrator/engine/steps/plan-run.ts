/** plan-run: a queued run gets its plan, whole, and the release that it will use. */
import { describe, TerminalError } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import { deadlineOf, planRun } from '../../plan/run-plan.ts';
import { forEachConcurrently } from '../for-each.ts';
import type { World } from '../../ports/ports.ts';
import { orGiveUp } from '../store-refusals.ts';

export async function planRuns(world: World): Promise<void> {
  const { store, pipelines, releases, clock } = world;
  const queued = await store.runs.queued(clock.now());
  if (queued.length === 0) return;
  const active = await store.runs.active();
  const going = new Map([...active].map(([name, { running }]) => [name, running]));
  const starting: Run[] = [];
  for (const run of queued) {
    // Its file may be one that can't be read: it waits until somebody has fixed it.
    if (!pipelines.has(run.pipeline) && world.incomplete()) continue;
    const running = going.get(run.pipeline) ?? 0;
    if (running >= (pipelines.get(run.pipeline)?.concurrency ?? Infinity)) continue;
    going.set(run.pipeline, running + 1);
    starting.push(run);
  }
  if (starting.length === 0) return;
  // Once for all of them: what is in the jobs folder now.
  const release = releases.deploy();
  release.catch(() => undefined);
  await forEachConcurrently(starting, async (run) => {
    const definition = pipelines.get(run.pipeline);
    if (!definition) {
      await fail(world, run.id, `there is no pipeline ${run.pipeline} any more`);
      return;
    }
    try {
      const hash = await release;
      const version = await store.pipelines.version(definition, hash);
      const deadline = deadlineOf(definition, clock.steady());
      const plan = planRun(definition, run.params, { version, release: hash, deadline });
      await store.runs.plan(run.id, plan);
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
      await fail(world, run.id, describe(error));
    }
  });
}

async function fail(world: World, run: string, reason: string): Promise<void> {
  const { runs } = world.store;
  await orGiveUp(
    world,
    `fail ${run}`,
    () => runs.fail(run, reason),
    (why) => runs.kill(run, why, 'failed'),
  );
}
