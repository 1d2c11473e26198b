/** alert: the webhooks of a pipeline are called once its run has ended, each at least once. */
import type { Run } from '../../model/run.ts';
import type { World } from '../../ports/ports.ts';
import { forEachConcurrently } from '../for-each.ts';

const BATCH = 20;

/** Remembers alerted runs, so that a store that does not save `alerted` does not repeat the alert in every pass. */
export function alerting(): (world: World) => Promise<void> {
  const alerted = new Set<string>();
  return async (world) => {
    const { store } = world;
    await forEachConcurrently(await store.runs.unalerted(BATCH), async (run) => {
      if (!alerted.has(run.id)) await alert(world, run);
      alerted.add(run.id);
      await store.runs.alerted(run.id);
      alerted.delete(run.id);
    });
  };
}

async function alert(world: World, run: Run): Promise<void> {
  const { store, pipelines } = world;
  const definition =
    run.version === null
      ? pipelines.get(run.pipeline)
      : await store.pipelines.definition(run.pipeline, run.version);
  for (const { on, webhook } of definition?.alerts ?? [])
    if (on.some((state) => state === run.state)) await world.notify(webhook, bodyOf(run));
}

function bodyOf({ id, pipeline, slot, state, reason, started, ended }: Run) {
  // Chat systems show the field `text`.
  return {
    text: `${id} ${state}: ${reason}`,
    run: id,
    pipeline,
    slot,
    state,
    reason,
    started,
    ended,
  };
}
