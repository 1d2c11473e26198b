/** Looks up the pipeline or run that a user names. */
import { NotFound } from '../model/errors.ts';
import type { Store, World } from '../ports/ports.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Run } from '../model/run.ts';

/** @throws NotFound, with the names of all pipelines */
export function pipelineNamed({ pipelines }: Pick<World, 'pipelines'>, name: string): Pipeline {
  const pipeline = pipelines.get(name);
  if (pipeline) return pipeline;
  throw new NotFound(`there is no pipeline ${name}`, {
    hint: `There is ${[...pipelines.keys()].join(', ') || 'none in the pipelines folder'}.`,
  });
}

/**
 * Returns the run with an id or a unique beginning of one; `latest` is the newest, `latest:<pipeline>` that of a pipeline.
 *
 * @throws NotFound
 */
export async function runNamed(store: Store, name: string): Promise<Run> {
  const [, pipeline] = /^latest(?::(.+))?$/.exec(name) ?? [];
  if (name === 'latest' || pipeline !== undefined) {
    const [newest] = await store.runs.list({ limit: 1, ...(pipeline && { pipeline }) });
    if (newest) return newest;
    throw new NotFound(`there is no run${pipeline ? ` of ${pipeline}` : ''} yet`, {
      hint: 'Start one with: sparkwright run <pipeline>',
    });
  }
  const run = await store.runs.get(name);
  if (run) return run;
  throw new NotFound(`there is no run ${name}, or more than one whose id begins with it`, {
    hint: 'List them with: sparkwright runs',
  });
}
