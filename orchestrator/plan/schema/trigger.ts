import { z } from 'zod';
import type { Trigger } from '../../model/pipeline.ts';
import { lapse, name } from './quantities.ts';

const trigger = z.union([
  z
    .strictObject({ pipeline: name.describe('Each success of it starts a run') })
    .transform(({ pipeline }): Trigger => ({ kind: 'pipeline', pipeline })),
  z
    .strictObject({
      path: z
        .string()
        .regex(/^(\/[^/]+)+$/, 'write a path on HDFS, such as /incoming/*/_SUCCESS')
        .refine((path) => !path.includes('**'), '** is not supported; * stands within one name')
        .describe('Each file that appears on HDFS starts a run; * stands within one name'),
      every: lapse.prefault('30s').describe('How often it is looked for'),
    })
    .transform(({ path, every }): Trigger => ({ kind: 'path', path, every })),
]);

/** What else starts runs: one trigger, or a list. */
export const triggers = z.union([trigger.transform((one) => [one]), z.array(trigger)]);
