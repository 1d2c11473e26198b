import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { TerminalError } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { graphFaults } from './graph.ts';
import { pipelineFile, type PipelineFile } from './schema.ts';

type Path = readonly PropertyKey[];
interface Fault {
  path: Path;
  message: string;
}

/**
 * Reads every `*.yaml` of a folder.
 *
 * @throws TerminalError naming file, line, column and field of every fault found
 */
export async function loadPipelines(folder: string): Promise<Pipeline[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new TerminalError(`can't read the pipelines folder ${folder}`, {
      cause,
      mend: 'Make it, or set SPARKWRIGHT_PIPELINES_DIR.',
    });
  });
  const files = names.filter((file) => /\.ya?ml$/.test(file)).sort();
  const pipelines = await Promise.all(
    files.map(async (file) => {
      const path = join(folder, file);
      return parsePipeline(await readFile(path, 'utf8'), path);
    }),
  );
  const twice = pipelines.find(({ name }, i) => pipelines.findIndex((p) => p.name === name) < i);
  if (twice) throw new TerminalError(`two files of ${folder} declare the pipeline ${twice.name}`);
  return pipelines;
}

/**
 * Turns the text of a pipeline file into a checked pipeline.
 *
 * @param file - how errors name the text
 * @throws TerminalError naming file, line, column and field of every fault found
 */
export function parsePipeline(text: string, file: string): Pipeline {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const report = (faults: Fault[]): never => {
    const rows = faults.map(({ path, message }) => {
      const { line, col } = lines.linePos(offsetOf(document, path));
      return `${file}:${line}:${col}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`;
    });
    throw new TerminalError(rows.join('\n'));
  };

  const [broken] = document.errors;
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new TerminalError(`${file}:${line}:${col}: ${broken.message.split(' at line')[0] ?? ''}`);
  }
  const checked = pipelineFile.safeParse(inheritSettings(document.toJS()));
  if (!checked.success) return report(checked.error.issues.flatMap(toFaults));
  const faults = crossFaults(checked.data);
  return faults.length > 0 ? report(faults) : toPipeline(checked.data);
}

/** A stage says only what differs: the pipeline's own settings are laid under it, field by field. */
function inheritSettings(file: unknown): unknown {
  if (!isObject(file) || !isObject(file.stages)) return file;
  const { spark, retries, timeout } = file;
  const own = Object.fromEntries(
    Object.entries({ spark, retries, timeout }).filter(([, value]) => value !== undefined),
  );
  const stages = Object.entries(file.stages).map(([name, stage]) => [name, merge(own, stage)]);
  return { ...file, stages: Object.fromEntries(stages) as unknown };
}

function merge(under: unknown, over: unknown): unknown {
  if (over === undefined) return under;
  if (!isObject(under) || !isObject(over)) return over;
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(under[key], over[key])]));
}

/** Faults between fields, each of which is right by itself. */
function crossFaults(file: PipelineFile): Fault[] {
  const stages = Object.entries(file.stages);
  const graph = graphFaults(new Map(stages.map(([name, { after }]) => [name, after])));
  const unknown = stages.flatMap(([name, { sources }]) =>
    sources.flatMap((source, index) =>
      source in file.sources
        ? []
        : [
            {
              path: ['stages', name, 'sources', index],
              message: `there is no source ${source}; declare it under sources`,
            },
          ],
    ),
  );
  return [
    ...graph.map(({ stage, message }) => ({ path: ['stages', stage, 'after'], message })),
    ...unknown,
  ];
}

function toPipeline({ pipeline, description, schedule, sources, stages }: PipelineFile): Pipeline {
  return {
    name: pipeline,
    description,
    schedule,
    sources,
    stages: Object.entries(stages).map(([name, stage]) => ({ name, ...stage })),
  };
}

/** An unknown key is reported where it stands, not where its parent does. */
function toFaults(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  const message = 'there is no such field; remove it, or mend its spelling';
  return issue.keys.map((key) => ({ path: [...issue.path, key], message }));
}

/** Where the field stands in the text; where the field is missing, where its nearest parent stands. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => String(item.key) === String(key));
      const range = (pair?.key as { range?: [number, number, number] } | undefined)?.range;
      if (range) return range[0];
    }
    const node = document.getIn(path.slice(0, length), true) as { range?: number[] } | undefined;
    if (node?.range?.[0] !== undefined) return node.range[0];
  }
  return 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
