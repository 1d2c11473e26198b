/** Schemas of settings: a value of YAML, or the text of an environment variable. */
import { z } from 'zod';
import { duration } from './plan/schema/quantities.ts';

const HTTP = { protocol: /^https?$/, error: 'write http://host:port, or https://' };

export const text = z.string();
export const word = z.string().min(1, 'it is empty');

/** All masters of a standalone cluster: `spark://a:7077,b:7077`. */
export const sparkMaster = z.string().regex(/^spark:\/\/\S+:\d+$/, 'write spark://host:port');
export const hdfsRoot = z.string().regex(/^hdfs:\/\/[^\s/]+$/, 'write hdfs://host:port');
export const postgres = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'write postgres://user@host:port/database',
});

export const addressOrNothing = z.union([z.literal(''), z.url(HTTP)], { error: HTTP.error });

/** A list, or one text with commas. */
export const addresses = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').map((each) => each.trim()) : value),
  z.array(z.url(HTTP).transform((url) => url.replace(/\/$/, ''))).min(1, 'give at least one'),
);

/** The same; may be empty. */
export const addressesOrNone = z.union([
  z.literal('').transform(() => [] as string[]),
  z.array(z.never()),
  addresses,
]);

export const hosts = z.preprocess(json, z.record(z.string(), word));

/** A list, or one text with commas; may be empty. */
export const folders = z.preprocess(
  (value) =>
    typeof value === 'string' ? value.split(',').flatMap((each) => each.trim() || []) : value,
  z.array(word),
);

/** `90s`, `10m`, `30d`, or a number of seconds -> seconds. */
export const seconds = z.preprocess(
  numeric,
  duration.refine((lapse) => lapse > 0, 'give more than 0s'),
);

export const count = z.preprocess(numeric, z.int().min(1, 'give a whole number from 1'));

/** A source's database; see Connection in ports/files.ts. */
const connection = z.strictObject({
  url: word,
  user: word,
  secret: word,
  ca_file: word.optional(),
});

export const sources = z.preprocess(json, z.record(z.string(), connection));

/** `lake` always exists, because the bundled pipelines take places of it. */
export const pools = z
  .preprocess(json, z.record(z.string(), z.int().min(1, 'give at least 1')))
  .transform((given) => ({ lake: 4, ...given }));

export const hostAndPort = z
  .string()
  .regex(/^\S+:\d{1,5}$/, 'write host:port')
  .transform((written) => {
    const colon = written.lastIndexOf(':');
    return { host: written.slice(0, colon), port: Number(written.slice(colon + 1)) };
  });

function numeric(value: unknown): unknown {
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

function json(value: unknown, context: z.core.$RefinementCtx): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    context.addIssue({ code: 'custom', message: 'this is not JSON' });
    return z.NEVER;
  }
}
