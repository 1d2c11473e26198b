import { z } from 'zod';
import { name, scalar, text } from './quantities.ts';
import { isWithin, settings } from './settings.ts';

const WHEN = ['all-succeeded', 'all-done', 'any-failed'] as const;
const spellings = [...WHEN, 'all_succeeded', 'all_done', 'any_failed'] as const;

export const stage = z.strictObject({
  job: z
    .string()
    .regex(/^[\w./-]+\.py$/, 'name a .py file within the jobs folder')
    .refine(isWithin, 'name a .py file within the jobs folder, without .. and without / in front')
    .describe('The script, within the jobs folder'),
  args: z.array(text).default([]).describe('Arguments of the script. May hold templates'),
  params: z
    .record(z.string(), scalar)
    .default({})
    .describe('What attempt.params gives the job. May hold templates'),
  after: z.array(name).default([]).describe('Stages that must have ended first'),
  when: z
    .enum(spellings)
    .transform((spelt) => spelt.replace('_', '-') as (typeof WHEN)[number])
    .prefault('all-succeeded')
    .describe('What the stages that it comes after must have come to'),
  sources: z.array(name).default([]).describe("Which of the pipeline's sources it loads"),
  ...settings,
});
