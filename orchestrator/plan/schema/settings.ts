/** Settings of stages. A pipeline may set them for all its stages, and each stage for itself. */
import { z } from 'zod';
import { SESSION_MODES } from '../../model/session-mode.ts';
import { duration, lapse, memory, name, text } from './quantities.ts';

const size = (cores: number) =>
  z.strictObject({
    cores: z.int().min(1).default(cores),
    memory: memory.prefault('1g').describe('Heap of the JVM, such as 512m or 2g'),
  });

/** Properties that Sparkwright sets from other fields, with those fields. */
const INSTEAD: Record<string, string> = {
  'spark.driver.cores': '`driver: { cores: 1 }` under spark',
  'spark.driver.memory': '`driver: { memory: 1g }` under spark',
  'spark.executor.cores': '`executor: { cores: 2 }` under spark',
  'spark.executor.memory': '`executor: { memory: 1g }` under spark',
  'spark.executor.instances': '`executor: { count: 1 }` under spark',
  'spark.cores.max': '`executor: { cores: 2, count: 1 }` under spark; it is their product',
  'spark.submit.pyFiles': '`py_files` under spark',
};
/** Properties that Sparkwright sets itself. */
const OWN =
  /^spark\.(master|app\.name|submit\.deployMode|driver\.supervise|wap\.branch|sql\.iceberg\.snapshot-property\.sparkwright\..*)$/;

const conf = z
  .record(z.string().regex(/^spark\../, "Spark's properties begin with spark."), text)
  .superRefine((properties, context) => {
    for (const key of Object.keys(properties)) {
      const message = Object.hasOwn(INSTEAD, key)
        ? `Sparkwright sets it; use ${INSTEAD[key] ?? ''}`
        : 'Sparkwright sets it for every attempt; remove it';
      if (Object.hasOwn(INSTEAD, key) || OWN.test(key))
        context.addIssue({ code: 'custom', path: [key], message });
    }
  });

const pyFile = z
  .string()
  .regex(/^[\w+.:/-]+\.(py|zip|egg)$/, 'name a .py, .zip or .egg file')
  .refine(
    (path) => path.includes('://') || isWithin(path),
    'name a file within the jobs folder, or an address such as hdfs:///lib/x.zip',
  );

const spark = z
  .strictObject({
    profile: z
      .string()
      .regex(/^[\w-]+$/, 'use letters, digits, _ and -')
      .nullable()
      .default(null)
      .describe("Selects <profile>.conf beside the cluster's spark-defaults.conf"),
    driver: size(1).prefault({}),
    executor: size(2)
      .extend({ count: z.int().min(1).default(1) })
      .prefault({}),
    conf: conf.default({}).describe('Further Spark properties'),
    py_files: z
      .array(pyFile)
      .default([])
      .describe('Further Python files: paths within the jobs folder, or addresses'),
  })
  .transform(({ py_files, ...rest }) => ({ ...rest, pyFiles: py_files }));

const retries = z
  .strictObject({
    limit: z.int().min(0).max(20).default(2).describe('The most retries'),
    backoff: duration.prefault('10s').describe('Pause before the first retry'),
    factor: z.number().min(1).default(2).describe('Factor for each further pause'),
    max: duration.prefault('5m').describe('The longest pause'),
    jitter: z
      .number()
      .min(0)
      .max(1)
      .default(0.2)
      .describe('Largest random share, 0 to 1, that is subtracted from a pause'),
    memory_factor: z
      .number()
      .min(1)
      .max(10)
      .default(1)
      .describe('Factor by which a retry raises the memory that ran out'),
  })
  .transform(({ memory_factor, ...rest }) => ({ ...rest, memoryFactor: memory_factor }));

const variable = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, 'use letters, digits and _')
  .refine((key) => !/^(SPARKWRIGHT_.*|HADOOP_USER_NAME|SPARK_ENV_LOADED)$/.test(key), {
    message: 'Sparkwright sets it for every driver; remove it',
  });

export const settings = {
  retries: retries.prefault({}).describe('How failed attempts are retried'),
  timeout: lapse.prefault('1h').describe('Time from submission until the driver is killed'),
  pool: name.nullable().default(null).describe('The pool in which the stage takes places'),
  places: z
    .union([z.int().min(1), z.literal('all')])
    .default(1)
    .transform((places) => (places === 'all' ? null : places))
    .describe('Number of places that the stage takes in the pool, or all'),
  env: z
    .record(variable, text)
    .default({})
    .describe(
      "Environment variables of the driver. The master shows them, so don't use secrets. May contain templates",
    ),
  session: z
    .enum(SESSION_MODES)
    .default('none')
    .describe(
      'Which Spark application its attempts get: none, one of their own; run, one that the stages of a run share; warm, one that runs share',
    ),
  spark: spark.prefault({}),
};

/** Whether a relative path stays within its folder. */
export function isWithin(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
