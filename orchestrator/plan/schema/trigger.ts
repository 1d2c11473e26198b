import { z } from 'zod';
import type { Trigger } from '../../model/pipeline.ts';
import { lapse, name } from './quantities.ts';

const trigger = z.union([
  z
    .strictObject({ pipeline: name.describe('Each successful run of this pipeline starts a run') })
    .transform(({ pipeline }): Trigger => ({ kind: 'pipeline', pipeline })),
  z
    .strictObject({
      path: z
        .string()
        .regex(/^(\/[^/]+)+$/, 'write a path on HDFS, such as /incoming/*/_SUCCESS')
        .refine((path) => !path.includes('**'), '** is not supported; * matches within one name')
        .describe('Each new file on HDFS starts a run; * matches any characters within one name'),
      every: lapse.prefault('30s').describe('Interval between two listings of the path'),
    })
    .transform(({ path, every }): Trigger => ({ kind: 'path', path, every })),
]);

/** One trigger, or a list of them. */
export const triggers = z.union([trigger.transform((one) => [one]), z.array(trigger)]);
