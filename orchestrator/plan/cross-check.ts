/** Finds faults between fields of a pipeline that are valid on their own. */
import { withoutInherited, type Fault } from './fault.ts';
import { graphFaults } from './graph.ts';
import type { PipelineFile } from './schema.ts';
import { templateNames, VARIABLES } from './template.ts';

type Stages = [string, PipelineFile['stages'][string]][];

export function crossFaults(file: PipelineFile): Fault[] {
  const stages = Object.entries(file.stages);
  return withoutInherited([
    ...stageOrder(stages),
    ...stages.flatMap(([name, stage]) => unknownSources(file, name, stage.sources)),
    ...templates(file, stages),
    ...requiredParams(file),
    ...concurrentRuns(file, stages),
    ...ownTrigger(file),
  ]);
}

function stageOrder(stages: Stages): Fault[] {
  const graph = graphFaults(new Map(stages.map(([name, { after }]) => [name, after])));
  const parentless = stages.filter(([, { when, after }]) => when !== 'all-succeeded' && !after[0]);
  return [
    ...graph.map(({ stage, parent, message }) => ({
      path: ['stages', stage, 'after', ...(parent === null ? [] : [parent])],
      message,
    })),
    ...parentless.map(([name, { when }]) => ({
      path: ['stages', name, 'when'],
      message: `${when} needs parent stages; name them in after`,
    })),
  ];
}

function unknownSources({ sources }: PipelineFile, stage: string, names: string[]): Fault[] {
  return names.flatMap((source, index) =>
    Object.hasOwn(sources, source)
      ? []
      : [
          {
            path: ['stages', stage, 'sources', index],
            message: `there is no source ${source}; declare it under sources`,
          },
        ],
  );
}

function templates(file: PipelineFile, stages: Stages): Fault[] {
  const params = Object.keys(file.params).map((param) => `params.${param}`);
  const known = new Set<string>([...VARIABLES, ...params]);
  const fault = (path: PropertyKey[], value: unknown): Fault[] =>
    typeof value !== 'string'
      ? []
      : templateNames(value)
          .filter((name) => !known.has(name))
          .map((name) => ({ path, message: unknownName(name, [...known]) }));
  const within = (under: PropertyKey[], values: object) =>
    Object.entries(values).flatMap(([key, value]) => fault([...under, key], value));
  return [
    ...within(['env'], file.env),
    ...stages.flatMap(([name, { args, params: stageParams, env }]) => [
      ...args.flatMap((arg, index) => fault(['stages', name, 'args', index], arg)),
      ...within(['stages', name, 'params'], stageParams),
      ...within(['stages', name, 'env'], env),
    ]),
  ];
}

function unknownName(name: string, known: readonly string[]): string {
  if (name === '{{') return '{{ is not closed by }}';
  if (name.startsWith('params.')) return `there is no ${name}; declare it under params`;
  const fault = name === '' ? 'this template has no name' : `there is no template variable ${name}`;
  return `${fault}; the variables are ${known.join(', ')}`;
}

/** Runs that a schedule or a trigger starts get no parameters, so every parameter needs a default. */
function requiredParams({ params, schedule, on }: PipelineFile): Fault[] {
  if (!schedule && on.length === 0) return [];
  return Object.entries(params)
    .filter(([, param]) => param.default === null)
    .map(([name]) => ({
      path: ['params', name],
      message: `needs a default, because ${schedule ? 'schedule' : 'on'} starts runs without parameters`,
    }));
}

function concurrentRuns({ concurrency, schedule }: PipelineFile, stages: Stages): Fault[] {
  const loader = stages.find(([, { sources }]) => sources.length > 0);
  if (concurrency > 1 && loader)
    return [
      {
        path: ['concurrency'],
        message: `must be 1, because ${loader[0]} loads ${loader[1].sources.join(', ')}: two runs at once would load the same rows`,
      },
    ];
  if (schedule?.overlap !== 'allow' || concurrency > 1) return [];
  const hint = loader ? 'use skip or queue' : 'set concurrency to 2 or more, or use skip or queue';
  return [
    { path: ['schedule', 'overlap'], message: `allow needs a concurrency of more than 1; ${hint}` },
  ];
}

function ownTrigger({ pipeline, on }: PipelineFile): Fault[] {
  return on.some((trigger) => trigger.kind === 'pipeline' && trigger.pipeline === pipeline)
    ? [{ path: ['on'], message: `${pipeline} would start itself endlessly; remove it` }]
    : [];
}
