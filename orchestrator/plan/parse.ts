import { TerminalError } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { crossFaults } from './cross-check.ts';
import { schemaFaults, type Fault } from './fault.ts';
import { inheritSettings } from './inherit.ts';
import { located } from './position.ts';
import { readYaml } from './read-yaml.ts';
import { pipelineFile, type PipelineFile } from './schema.ts';

/**
 * Parses and checks the text of a pipeline file.
 *
 * @param file - the file's path, for errors
 * @throws TerminalError that names file, line, column and field of every fault
 */
export function parsePipeline(text: string, file: string): Pipeline {
  const report = (faults: Fault[]): never => {
    throw new TerminalError(located(text, file, faults).join('\n'));
  };
  const checked = pipelineFile.safeParse(inheritSettings(withoutExtensions(readYaml(text, file))));
  if (!checked.success) return report(schemaFaults(checked.error.issues));
  const faults = crossFaults(checked.data);
  return faults.length > 0 ? report(faults) : toPipeline(checked.data);
}

/** Removes fields whose names begin with `x-`: users define anchors in them. */
function withoutExtensions(file: unknown): unknown {
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return file;
  return Object.fromEntries(Object.entries(file).filter(([field]) => !field.startsWith('x-')));
}

function toPipeline(file: PipelineFile): Pipeline {
  return {
    name: file.pipeline,
    description: file.description,
    owner: file.owner,
    tags: file.tags,
    alerts: file.alerts,
    params: file.params,
    schedule: file.schedule,
    on: file.on,
    concurrency: file.concurrency,
    priority: file.priority,
    timeout: file.run_timeout,
    sources: file.sources,
    stages: Object.entries(file.stages).map(([name, stage]) => ({ name, ...stage })),
  };
}
