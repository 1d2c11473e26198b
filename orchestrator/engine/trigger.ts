/** trigger: the success of another pipeline, or a file that appears on HDFS, becomes a run. */
import type { Pipeline, Trigger } from '../model/pipeline.ts';
import { runId, type NewRun } from '../model/run.ts';
import { runParams } from '../plan/params.ts';
import { afterSlot, fileSlot } from '../plan/slots.ts';
import { each } from './each.ts';
import type { World } from './ports.ts';
import type { Arrival } from './ports/files.ts';

type Cause = Pick<NewRun, 'slot' | 'slotStart' | 'slotEnd' | 'reason'>;

/** The step, which remembers when it last looked for files; forgetting it costs one more look. */
export function triggering(): (world: World) => Promise<void> {
  const looked = new Map<string, Look>();
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
            : await arrivals(world, pipeline, trigger, since, looked);
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

/** The last look of one pipeline for one pattern. */
interface Look {
  at: number;
  files: Map<string, { state: string; arrived: boolean }>;
}

async function arrivals(
  { arrivals, clock }: World,
  { name }: Pipeline,
  { path, every }: Trigger & { kind: 'path' },
  since: Date,
  looked: Map<string, Look>,
): Promise<Cause[]> {
  const now = clock.steady().getTime();
  const key = `${name} ${path}`;
  const last = looked.get(key);
  if (last && now - last.at < every * 1000) return [];
  const look: Look = { at: now, files: new Map() };
  const whole = (await arrivals.matching(path)).filter((file) => {
    const before = last?.files.get(file.path);
    const state = `${file.modified.getTime()} ${file.length}`;
    // A file that is moved keeps its time, which may be older than the pipeline: it is new if the last look had none such.
    const changed = last !== undefined && before?.state !== state;
    const arrived = file.modified > since || changed || before?.arrived === true;
    look.files.set(file.path, { state, arrived });
    return arrived && (before?.state === state || isMarker(file));
  });
  looked.set(key, look);
  return whole.map((file) => ({
    slot: fileSlot(file.path, file.modified),
    slotStart: file.modified,
    slotEnd: file.modified,
    reason: `${file.path} appeared`,
  }));
}

/** An empty `_SUCCESS` is whole at once; any other file must be the same at two looks, since it may still be written. */
function isMarker({ path, length }: Arrival): boolean {
  return length === 0 && path.slice(path.lastIndexOf('/') + 1).startsWith('_');
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
