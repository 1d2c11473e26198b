import { scheduleOf } from '../engine/engine.ts';
import type { World } from '../engine/ports.ts';
import { TerminalError } from '../model/errors.ts';
import type { ParamValue, Pipeline } from '../model/pipeline.ts';
import { runId, type Run } from '../model/run.ts';
import { runParams } from '../plan/params.ts';
import { manualSlot } from '../plan/slots.ts';

/**
 * Queues a run by hand.
 *
 * @param given - parameters, as text or typed
 * @param priority - instead of the pipeline's own
 * @param fullRefresh - stages that make what they write anew, as a whole
 * @throws TerminalError where a parameter is unknown, missing or wrong
 */
export async function startRun(
  { store, clock, random }: Pick<World, 'store' | 'clock' | 'random'>,
  pipeline: Pipeline,
  given: Record<string, ParamValue>,
  priority: number = pipeline.priority,
  fullRefresh: string[] = [],
): Promise<Run> {
  const { name } = pipeline;
  const now = clock.now();
  const params = runParams(pipeline, given);
  await store.pipelines.register(name, ...scheduleOf(pipeline, now), now);
  const id = runId(name, now, random());
  const run = await store.runs.insert({
    id,
    pipeline: name,
    slot: manualSlot(id),
    slotStart: now,
    slotEnd: now,
    params,
    priority,
    reason: `started by hand${fullRefresh.length > 0 ? `, with a full refresh of ${fullRefresh.join(', ')}` : ''}`,
    state: 'queued',
    notBefore: null,
    fullRefresh,
  });
  if (!run) throw new TerminalError(`there is a run ${id} already`);
  return run;
}
