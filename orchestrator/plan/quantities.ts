import ms from 'ms';
import { z } from 'zod';

/** `30s`, `10 minutes`, or a number of seconds -> seconds. */
export const duration = z.union([z.number(), z.string()]).transform((value, context) => {
  const seconds = typeof value === 'number' ? value : ms(value as ms.StringValue) / 1000;
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  context.addIssue({ code: 'custom', message: `${value} is no duration; write 30s, 10m or 2h` });
  return z.NEVER;
});

const MEBIBYTES: Record<string, number> = { m: 1, g: 1024, t: 1024 ** 2 };

/** `512m` or `1g`, as Spark writes memory -> MiB. */
export const memory = z.string().transform((text, context) => {
  const match = /^(\d+)([mgt])b?$/i.exec(text);
  if (match?.[1] && match[2]) return Number(match[1]) * (MEBIBYTES[match[2].toLowerCase()] ?? NaN);
  context.addIssue({ code: 'custom', message: `${text} is no amount of memory; write 512m or 1g` });
  return z.NEVER;
});
