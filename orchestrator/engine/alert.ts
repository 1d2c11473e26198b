/** alert: who asked to be told of a run that ended is told, at least once. */
import type { Run } from '../model/run.ts';
import { each } from './each.ts';
import type { World } from './ports.ts';

const AT_A_TIME = 20;

export async function alert(world: World): Promise<void> {
  const { store } = world;
  await each(await store.runs.unalerted(AT_A_TIME), async (run) => {
    await tell(world, run);
    await store.runs.alerted(run.id);
  });
}

async function tell(world: World, run: Run): Promise<void> {
  const { store, pipelines } = world;
  const definition =
    run.version === null
      ? pipelines.get(run.pipeline)
      : await store.pipelines.definition(run.pipeline, run.version);
  for (const { on, webhook } of definition?.alerts ?? [])
    if (on.some((state) => state === run.state)) await world.notify(webhook, words(run));
}

function words({ id, pipeline, slot, state, reason, started, ended }: Run) {
  // `text` is what chat systems show of a webhook's body.
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
