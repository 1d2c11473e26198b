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
    .describe('How a run must have ended'),
  webhook: z
    .url({ protocol: /^https?$/, error: 'write an address that begins with https:// or http://' })
    .describe('Where to POST a line of JSON'),
});

/** A pipeline file, after the pipeline's own settings have been laid under each stage's. */
export const pipelineFile = z.strictObject({
  pipeline: name,
  description: z.string().default(''),
  owner: z.string().min(1).nullable().default(null).describe('Whom to ask'),
  tags: z.array(z.string().min(1)).default([]),
  alerts: z.array(alert).default([]),
  params: params.default({}).describe('What a run may be given, by name'),
  schedule: schedule.nullable().default(null),
  on: triggers.default([]).describe('What else starts runs'),
  concurrency: z.int().min(1).max(1000).default(1).describe('How many runs may go on at once'),
  priority: z
    .int()
    .min(-1000)
    .max(1000)
    .default(0)
    .describe('Of what waits for room, the higher goes first'),
  run_timeout: lapse
    .nullable()
    .default(null)
    .describe("From a run's first stage until the whole run is killed"),
  sources: z.record(name, source).default({}).describe('What stages load'),
  ...settings,
  stages: z.record(name, stage).refine((stages) => Object.keys(stages).length > 0, {
    message: 'a pipeline has at least one stage',
  }),
});

export type PipelineFile = z.infer<typeof pipelineFile>;
