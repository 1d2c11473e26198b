/** Faults between the triggers of several pipelines. */
import type { Pipeline } from '../model/pipeline.ts';
import type { Fault } from './fault.ts';
import { findCycle } from './graph.ts';

/** Faults by the name of the pipeline to fix. */
export function triggerFaults(
  pipelines: readonly Pick<Pipeline, 'name' | 'on'>[],
): Map<string, Fault[]> {
  const known = new Set(pipelines.map(({ name }) => name));
  const faults = new Map<string, Fault[]>();
  for (const { name, on } of pipelines)
    for (const parent of parents(on))
      if (!known.has(parent))
        add(faults, name, `there is no pipeline ${parent}; remove it, or fix its spelling`);
  const cycle = findCycle(new Map(pipelines.map(({ name, on }) => [name, parents(on)])));
  if (faults.size === 0 && cycle[0] !== undefined)
    add(
      faults,
      cycle[0],
      `pipelines start each other endlessly: ${cycle.join(', ')}; remove one of these triggers`,
    );
  return faults;
}

function parents(on: Pipeline['on']): string[] {
  return on.flatMap((trigger) => (trigger.kind === 'pipeline' ? [trigger.pipeline] : []));
}

function add(faults: Map<string, Fault[]>, pipeline: string, message: string): void {
  faults.set(pipeline, [...(faults.get(pipeline) ?? []), { path: ['on'], message }]);
}
