import { z } from 'zod';
import { params } from './schema/param.ts';
import { lapse, name } from './schema/quantities.ts';
import { schedule } from './schema/schedule.ts';
import { settings } from './schema/settings.ts';
import { source } from './schema/source.ts';
import { stage } from './schema/stage.ts';
import { triggers } from './schema/trigger.ts';

const ending = z.enum(['failed', 'succeeded', 'killed']);

const alert = z.strictObject({
  on: z
    .union([ending.transform((one) => [one]), z.array(ending).min(1)])
    .describe('Final states of runs that send an alert'),
  webhook: z
    .url({ protocol: /^https?$/, error: 'write an address that begins with https:// or http://' })
    .describe('Address that gets a POST with one line of JSON'),
});

/** A pipeline file, after inheritSettings has merged the pipeline's settings into each stage. */
export const pipelineFile = z.strictObject({
  pipeline: name,
  description: z.string().default(''),
  owner: z.string().min(1).nullable().default(null).describe('Whom to ask about the pipeline'),
  tags: z.array(z.string().min(1)).default([]),
  alerts: z.array(alert).default([]),
  params: params.default({}).describe('Parameters of runs, by name'),
  schedule: schedule.nullable().default(null),
  on: triggers.default([]).describe('Other triggers that start runs'),
  concurrency: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('The most runs at once; further runs are queued'),
  priority: z
    .int()
    .min(-1000)
    .max(1000)
    .default(0)
    .describe('Stages with a higher priority get free resources first'),
  run_timeout: lapse
    .nullable()
    .default(null)
    .describe("Time from the start of a run's first stage until the run is killed"),
  sources: z.record(name, source).default({}).describe('Databases that stages load from, by name'),
  ...settings,
  stages: z
    .record(name, stage)
    .refine((stages) => Object.keys(stages).length > 0, {
      message: 'a pipeline has at least one stage',
    }),
});

export type PipelineFile = z.infer<typeof pipelineFile>;
