import { z } from 'zod';
import type { Expectation } from '../model/expectation.ts';

const count = z.int().min(0).nullable();

/** A member of `expectations` in result.json. */
export const expectationFile = z.strictObject({
  table: z.string(),
  name: z.string(),
  predicate: z.string(),
  action: z.enum(['warn', 'drop', 'fail', 'suite']),
  rows: count,
  failed: count,
  threshold: z.number().min(0).max(1).nullable(),
  passed: z.boolean(),
}) satisfies z.ZodType<Expectation>;
