import { isCollection, isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import { TerminalError } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { crossFaults } from './cross-check.ts';
import { schemaFaults, type Fault } from './fault.ts';
import { inheritSettings } from './inherit.ts';
import { located } from './position.ts';
import { pipelineFile, type PipelineFile } from './schema.ts';

/**
 * Turns the text of a pipeline file into a checked pipeline.
 *
 * @param file - how errors name the text
 * @throws TerminalError naming file, line, column and field of every fault found
 */
export function parsePipeline(text: string, file: string): Pipeline {
  const report = (faults: Fault[]): never => {
    throw new TerminalError(located(text, file, faults).join('\n'));
  };
  const checked = pipelineFile.safeParse(inheritSettings(plain(text, file)));
  if (!checked.success) return report(schemaFaults(checked.error.issues));
  const faults = crossFaults(checked.data);
  return faults.length > 0 ? report(faults) : toPipeline(checked.data);
}

/**
 * Positions cost as much again as the text, and comparing each key with every other one grows with the square of the stages:
 * both are for a file that is wrong.
 */
function plain(text: string, file: string): unknown {
  const quick = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  if (quick.errors.length === 0 && !repeatsKey(quick.contents)) return quick.toJS();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (!broken) return document.toJS();
  const { line, col } = lines.linePos(broken.pos[0]);
  throw new TerminalError(`${file}:${line}:${col}: ${broken.message}`, { cause: broken });
}

function repeatsKey(node: unknown): boolean {
  if (isPair(node)) return repeatsKey(node.key) || repeatsKey(node.value);
  if (!isCollection(node)) return false;
  if (isMap(node)) {
    const keys = node.items.map(({ key }) => (isScalar(key) ? key.value : key));
    if (new Set(keys).size < keys.length) return true;
  }
  return node.items.some(repeatsKey);
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
