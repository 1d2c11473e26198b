/** Faults between the fields of one pipeline, each of which is right by itself. */
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
    ...paramsOfTheClock(file),
    ...runsAtOnce(file, stages),
    ...ownTrigger(file),
  ]);
}

function stageOrder(stages: Stages): Fault[] {
  const graph = graphFaults(new Map(stages.map(([name, { after }]) => [name, after])));
  const pointless = stages.filter(([, { when, after }]) => when !== 'all-succeeded' && !after[0]);
  return [
    ...graph.map(({ stage, parent, message }) => ({
      path: ['stages', stage, 'after', ...(parent === null ? [] : [parent])],
      message,
    })),
    ...pointless.map(([name, { when }]) => ({
      path: ['stages', name, 'when'],
      message: `${when} of which stages? Name them in after`,
    })),
  ];
}

function unknownSources({ sources }: PipelineFile, stage: string, named: string[]): Fault[] {
  return named.flatMap((source, index) =>
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
    ...stages.flatMap(([name, { args, params: given, env }]) => [
      ...args.flatMap((arg, index) => fault(['stages', name, 'args', index], arg)),
      ...within(['stages', name, 'params'], given),
      ...within(['stages', name, 'env'], env),
    ]),
  ];
}

function unknownName(name: string, known: readonly string[]): string {
  if (name === '{{') return '{{ is not closed by }}';
  if (name.startsWith('params.')) return `there is no ${name}; declare it under params`;
  return `there is no ${name || 'name'} for a template; the names are ${known.join(', ')}`;
}

/** Nobody is there to give a value to a run that the clock or a trigger starts. */
function paramsOfTheClock({ params, schedule, on }: PipelineFile): Fault[] {
  if (!schedule && on.length === 0) return [];
  return Object.entries(params)
    .filter(([, param]) => param.default === null)
    .map(([name]) => ({
      path: ['params', name],
      message: `needs a default, since ${schedule ? 'schedule' : 'on'} starts runs that are given nothing`,
    }));
}

function runsAtOnce({ concurrency, schedule }: PipelineFile, stages: Stages): Fault[] {
  const loader = stages.find(([, { sources }]) => sources.length > 0);
  if (concurrency > 1 && loader)
    return [
      {
        path: ['concurrency'],
        message: `must be 1, since ${loader[0]} loads ${loader[1].sources.join(', ')}: two runs at once would load the same rows`,
      },
    ];
  if (schedule?.overlap !== 'allow' || concurrency > 1) return [];
  const mend = loader ? 'use skip or queue' : 'say concurrency: 2 or more, or use skip or queue';
  return [
    {
      path: ['schedule', 'overlap'],
      message: `allow needs a concurrency of more than 1; ${mend}`,
    },
  ];
}

function ownTrigger({ pipeline, on }: PipelineFile): Fault[] {
  return on.some((trigger) => trigger.kind === 'pipeline' && trigger.pipeline === pipeline)
    ? [{ path: ['on'], message: `${pipeline} would start itself for ever; remove it` }]
    : [];
}
