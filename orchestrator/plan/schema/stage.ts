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
    .describe('Path of the script within the jobs folder'),
  args: z.array(text).default([]).describe('Arguments of the script. May contain templates'),
  params: z
    .record(z.string(), scalar)
    .default({})
    .describe('Parameters that the job reads as attempt.params. May contain templates'),
  after: z.array(name).default([]).describe('Stages that must have ended first'),
  when: z
    .enum(spellings)
    .transform((spelling) => spelling.replace('_', '-') as (typeof WHEN)[number])
    .prefault('all-succeeded')
    .describe('The outcome of its parent stages that lets it run'),
  sources: z.array(name).default([]).describe("Names of the pipeline's sources that it loads"),
  ...settings,
});
