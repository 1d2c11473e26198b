/** trigger: the success of another pipeline, or a file that arrives on HDFS, starts a run. */
import type { Pipeline, Trigger } from '../../model/pipeline.ts';
import { runId, type NewRun } from '../../model/run.ts';
import { runParams } from '../../plan/params.ts';
import { afterSlot } from '../../plan/slot-names.ts';
import type { World } from '../../ports/ports.ts';
import { checkingArrivals } from '../arrivals.ts';
import { forEachConcurrently, forEachInOrder } from '../for-each.ts';
import { orGiveUp } from '../store-refusals.ts';

type Cause = Pick<NewRun, 'slot' | 'slotStart' | 'slotEnd' | 'reason'>;

/** Remembers when it last looked for files, and which it has seen. */
export function triggering(): (world: World) => Promise<void> {
  const checkArrivals = checkingArrivals();
  return async (world) => {
    const triggered = [...world.pipelines.values()].filter(({ on }) => on.length > 0);
    if (triggered.length === 0) return;
    const known = new Map((await world.store.pipelines.list()).map((each) => [each.name, each]));
    const triggers = triggered.flatMap((pipeline) => {
      const { paused = null, since } = known.get(pipeline.name) ?? {};
      return paused !== null || !since
        ? []
        : pipeline.on.map((trigger) => ({ pipeline, trigger, since }));
    });
    await forEachConcurrently(triggers, async ({ pipeline, trigger, since }) => {
      if (trigger.kind === 'path') await checkArrivals(world, pipeline, trigger, since);
      else await startAfter(world, pipeline, trigger, since);
    });
  };
}

async function startAfter(
  world: World,
  pipeline: Pipeline,
  trigger: Trigger & { kind: 'pipeline' },
  since: Date,
): Promise<void> {
  const { store } = world;
  const runs = await store.runs.successesWithout(trigger.pipeline, since, pipeline.name);
  await forEachInOrder(runs, async ({ id, slotStart, slotEnd }) => {
    const cause = { slot: afterSlot(id), slotStart, slotEnd, reason: `${id} succeeded` };
    await orGiveUp(
      world,
      `start ${pipeline.name} after ${id}`,
      () => insert(world, pipeline, cause),
      () => Promise.resolve(false),
    );
  });
}

async function insert({ store, clock, random }: World, pipeline: Pipeline, cause: Cause) {
  const now = clock.now();
  await store.runs.insert({
    ...cause,
    id: runId(pipeline.name, now, random()),
    pipeline: pipeline.name,
    params: runParams(pipeline, {}),
    priority: pipeline.priority,
    state: 'queued',
    notBefore: null,
  });
}
