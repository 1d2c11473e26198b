import ms from 'ms';
import { z } from 'zod';

/** A duration such as `30s` or `10 minutes`, or a number of seconds. The output is in seconds. */
export const duration = z.union([z.number(), z.string()]).transform((value, context) => {
  const seconds = typeof value === 'number' ? value : milliseconds(value) / 1000;
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  context.addIssue({ code: 'custom', message: `${value} is not a duration; write 30s, 10m or 2h` });
  return z.NEVER;
});

/** A duration of more than 0 seconds. */
export const lapse = duration.refine((seconds) => seconds > 0, 'give more than 0s');

function milliseconds(text: string): number {
  // ms() throws for empty and long texts, and returns undefined for other texts that are not durations.
  return /^.{1,50}$/.test(text) ? ms(text as ms.StringValue) : NaN;
}

const MEBIBYTES: Record<string, number> = { m: 1, g: 1024, t: 1024 ** 2 };

/** An amount of memory as Spark writes it, such as `512m` or `1g`. The output is in MiB. */
export const memory = z.string().transform((text, context) => {
  const match = /^(\d+)([mgt])b?$/i.exec(text);
  const mebibytes = Number(match?.[1]) * (MEBIBYTES[match?.[2]?.toLowerCase() ?? ''] ?? NaN);
  if (mebibytes > 0) return mebibytes;
  context.addIssue({
    code: 'custom',
    message: `${text} is not an amount of memory; write 512m or 1g`,
  });
  return z.NEVER;
});

/** Text, a number, true or false. */
export const scalar = z.union([z.string(), z.number(), z.boolean()]);
export const text = scalar.transform(String);

/** The name of a pipeline, stage, source or pool. */
export const name = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    'use up to 40 lower-case letters, digits and -, with a letter first',
  );
