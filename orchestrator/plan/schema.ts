import { CronExpressionParser } from 'cron-parser';
import { z } from 'zod';
import { duration, memory } from './quantities.ts';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'use up to 40 lower-case letters, digits and -, a letter first');
const table = z.string().regex(/^\w+\.\w+\.\w+$/, 'write catalog.namespace.table');

const schedule = z
  .strictObject({
    cron: z.string().regex(/^\S+( +\S+){4,5}$/, 'write five fields, such as */5 * * * *'),
    timezone: z.string().default('UTC'),
  })
  .superRefine(({ cron, timezone }, context) => {
    try {
      CronExpressionParser.parse(cron, { tz: timezone }).next();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      context.addIssue({ code: 'custom', path: ['cron'], message });
    }
  });

const size = (cores: number) =>
  z.strictObject({
    cores: z.int().min(1).default(cores),
    memory: memory.prefault('1g'),
  });

const spark = z.strictObject({
  profile: z.string().nullable().default(null),
  driver: size(1).prefault({}),
  executor: size(2)
    .extend({ count: z.int().min(1).default(1) })
    .prefault({}),
  conf: z.record(z.string().startsWith('spark.'), z.coerce.string()).default({}),
});

const retries = z.strictObject({
  limit: z.int().min(0).max(20).default(2),
  backoff: duration.prefault('10s'),
  factor: z.number().min(1).default(2),
  max: duration.prefault('5m'),
});

/** What a pipeline may say for all of its stages, and a stage for itself. */
const settings = {
  retries: retries.prefault({}),
  timeout: duration.prefault('1h'),
  spark: spark.prefault({}),
};

const stage = z.strictObject({
  job: z.string().regex(/^[\w./-]+\.py$/, 'name a .py file within the jobs folder'),
  args: z.array(z.coerce.string()).default([]),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  after: z.array(name).default([]),
  sources: z.array(name).default([]),
  ...settings,
});

/** A pipeline file, after the pipeline's own settings have been laid under each stage's. */
export const pipelineFile = z.strictObject({
  pipeline: name,
  description: z.string().default(''),
  schedule: schedule.nullable().default(null),
  sources: z
    .record(name, z.strictObject({ kind: z.literal('xid'), tables: z.record(z.string(), table) }))
    .default({}),
  ...settings,
  stages: z.record(name, stage).refine((stages) => Object.keys(stages).length > 0, {
    message: 'a pipeline has at least one stage',
  }),
});

export type PipelineFile = z.infer<typeof pipelineFile>;
