import { scheduleOf } from '../engine/register.ts';
import type { World } from '../ports/ports.ts';
import { TerminalError } from '../model/errors.ts';
import type { ParamValue, Pipeline } from '../model/pipeline.ts';
import { runId, type Run } from '../model/run.ts';
import { runParams } from '../plan/params.ts';
import { manualSlot } from '../plan/slot-names.ts';

/**
 * Queues a run by hand.
 *
 * @param given - parameters, as text or typed
 * @param priority - overrides the pipeline's own
 * @param fullRefresh - stages that rebuild all rows of their tables
 * @throws TerminalError if a parameter is unknown, missing or wrong
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
  const [schedule, nextSlot] = scheduleOf(pipeline, now);
  await store.pipelines.registerAll([{ name, schedule, nextSlot }], now);
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
