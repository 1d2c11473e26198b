import type { World } from '../engine/ports.ts';
import { TerminalError } from '../model/errors.ts';
import type { ParamValue, Pipeline } from '../model/pipeline.ts';
import { runId, type Run } from '../model/run.ts';
import { runParams } from '../plan/params.ts';
import { scheduleOf } from '../engine/engine.ts';
import { manualSlot } from '../plan/slots.ts';

/** @throws TerminalError where there is none, naming those that there are */
export function pipelineNamed({ pipelines }: Pick<World, 'pipelines'>, name: string): Pipeline {
  const pipeline = pipelines.get(name);
  if (pipeline) return pipeline;
  throw new TerminalError(`there is no pipeline ${name}`, {
    mend: `There is ${[...pipelines.keys()].join(', ') || 'none in the pipelines folder'}.`,
  });
}

/**
 * Queues a run by hand.
 *
 * @param given - parameters, as text or typed
 * @throws TerminalError where a parameter is unknown, missing or wrong
 */
export async function startRun(
  { store, clock, random }: Pick<World, 'store' | 'clock' | 'random'>,
  pipeline: Pipeline,
  given: Record<string, ParamValue>,
): Promise<Run> {
  const { name, priority } = pipeline;
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
    reason: 'started by hand',
    state: 'queued',
    notBefore: null,
  });
  if (!run) throw new TerminalError(`there is a run ${id} already`);
  return run;
}
