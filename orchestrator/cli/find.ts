/** What a person names, found. */
import type { Store, World } from '../engine/ports.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Run } from '../model/run.ts';
import { NotFound } from './exit-code.ts';

/** @throws NotFound, naming the pipelines that there are */
export function pipelineNamed({ pipelines }: Pick<World, 'pipelines'>, name: string): Pipeline {
  const pipeline = pipelines.get(name);
  if (pipeline) return pipeline;
  throw new NotFound(`there is no pipeline ${name}`, {
    mend: `There is ${[...pipelines.keys()].join(', ') || 'none in the pipelines folder'}.`,
  });
}

/**
 * The run with an id, or whose id alone begins so; `latest` is the newest, `latest:<pipeline>` the newest of a pipeline.
 *
 * @throws NotFound
 */
export async function runNamed(store: Store, name: string): Promise<Run> {
  const [, pipeline] = /^latest(?::(.+))?$/.exec(name) ?? [];
  if (name === 'latest' || pipeline !== undefined) {
    const [newest] = await store.runs.list({ limit: 1, ...(pipeline && { pipeline }) });
    if (newest) return newest;
    throw new NotFound(`there is no run${pipeline ? ` of ${pipeline}` : ''} yet`, {
      mend: 'Start one with: sparkwright run <pipeline>',
    });
  }
  const run = await store.runs.get(name);
  if (run) return run;
  throw new NotFound(`there is no run ${name}, or more than one whose id begins so`, {
    mend: 'They are listed by: sparkwright runs',
  });
}
