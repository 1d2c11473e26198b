/** trigger: the success of another pipeline, or a file that appears on HDFS, becomes a run. */
import type { Pipeline, Trigger } from '../model/pipeline.ts';
import { runId, type NewRun } from '../model/run.ts';
import { runParams } from '../plan/params.ts';
import { afterSlot, fileSlot } from '../plan/slots.ts';
import { each } from './each.ts';
import type { World } from './ports.ts';

type Cause = Pick<NewRun, 'slot' | 'slotStart' | 'slotEnd' | 'reason'>;

/** The step, which remembers when it last looked for files; forgetting it costs one more look. */
export function triggering(): (world: World) => Promise<void> {
  const looked = new Map<string, number>();
  return async (world) => {
    const triggered = [...world.pipelines.values()].filter(({ on }) => on.length > 0);
    if (triggered.length === 0) return;
    const known = new Map((await world.store.pipelines.list()).map((each) => [each.name, each]));
    await each(triggered, async (pipeline) => {
      const { paused = null, since } = known.get(pipeline.name) ?? {};
      if (paused !== null || !since) return;
      for (const trigger of pipeline.on) {
        const causes =
          trigger.kind === 'pipeline'
            ? await successes(world, pipeline, trigger, since)
            : await arrivals(world, trigger, since, looked);
        for (const cause of causes) await insert(world, pipeline, cause);
      }
    });
  };
}

async function successes(
  { store }: World,
  { name }: Pipeline,
  trigger: Trigger & { kind: 'pipeline' },
  since: Date,
): Promise<Cause[]> {
  const runs = await store.runs.successesWithout(trigger.pipeline, since, name);
  return runs.map(({ id, slotStart, slotEnd }) => ({
    slot: afterSlot(id),
    slotStart,
    slotEnd,
    reason: `${id} succeeded`,
  }));
}

async function arrivals(
  { arrivals, clock }: World,
  { path, every }: Trigger & { kind: 'path' },
  since: Date,
  looked: Map<string, number>,
): Promise<Cause[]> {
  const now = clock.steady().getTime();
  if (now - (looked.get(path) ?? -Infinity) < every * 1000) return [];
  const found = await arrivals.matching(path);
  looked.set(path, now);
  return found
    .filter(({ modified }) => modified > since)
    .map((file) => ({
      slot: fileSlot(file.path, file.modified),
      slotStart: file.modified,
      slotEnd: file.modified,
      reason: `${file.path} appeared`,
    }));
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
