/** Configuration, from the environment over the file in which the embedded cluster describes itself; docs/configuration.md. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { TerminalError } from './model/errors.ts';

const urls = z
  .string()
  .transform((text) => text.split(',').map((url) => url.trim().replace(/\/$/, '')))
  .pipe(z.array(z.url()).min(1));

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is no JSON' });
    return z.NEVER;
  }
});

const sources = json.pipe(
  z.record(z.string(), z.strictObject({ url: z.string(), user: z.string(), secret: z.string() })),
);

const pools = json.pipe(z.record(z.string(), z.int().min(1)));

const listen = z
  .string()
  .regex(/^\S+:\d+$/, 'write host:port')
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
  });

const RETAIL = {
  retail: {
    url: 'jdbc:postgresql://127.0.0.1:5433/retail',
    user: 'retail_reader',
    secret: 'retail_reader',
  },
};

const schema = (home: string) =>
  z.object({
    SPARKWRIGHT_SPARK_MASTER_URL: z
      .string()
      .startsWith('spark://')
      .default('spark://127.0.0.1:7077'),
    SPARKWRIGHT_SPARK_REST_URLS: urls.prefault('http://127.0.0.1:6066'),
    SPARKWRIGHT_SPARK_UI_URLS: urls.prefault('http://127.0.0.1:8080'),
    SPARKWRIGHT_SPARK_REST_SECRET_FILE: z.string().default(join(home, 'secrets/spark-rest.key')),
    SPARKWRIGHT_SPARK_PROFILES_DIR: z.string().default(join(home, 'data/conf/spark')),
    SPARKWRIGHT_HDFS_FS: z.string().startsWith('hdfs://').default('hdfs://127.0.0.1:8020'),
    SPARKWRIGHT_HDFS_URLS: urls.prefault('http://127.0.0.1:9870'),
    SPARKWRIGHT_HDFS_USER: z.string().default('spark'),
    SPARKWRIGHT_STORE_URL: z.url().default('postgres://sparkwright@127.0.0.1:5433/sparkwright'),
    SPARKWRIGHT_STORE_PASSWORD_FILE: z.string().default(join(home, 'secrets/store.password')),
    SPARKWRIGHT_PIPELINES_DIR: z.string().default('pipelines'),
    SPARKWRIGHT_JOBS_DIR: z.string().default('jobs'),
    SPARKWRIGHT_SOURCES: sources.prefault(JSON.stringify(RETAIL)),
    SPARKWRIGHT_POOLS: pools.prefault('{}'),
    SPARKWRIGHT_STARVATION: z.coerce.number().positive().default(60),
    SPARKWRIGHT_KILL_PATIENCE: z.coerce.number().positive().default(30),
    SPARKWRIGHT_LISTEN: listen.prefault('127.0.0.1:8000'),
    SPARKWRIGHT_CALLBACK_URL: z.union([z.url(), z.literal('')]).default('http://127.0.0.1:8000'),
    SPARKWRIGHT_LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  });

export type Config = z.infer<ReturnType<typeof schema>>;

/** @throws TerminalError naming every variable that is wrong */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const home = resolve(environment.SPARKWRIGHT_HOME ?? '.sparkwright');
  const parsed = schema(home).safeParse({ ...clusterFile(home), ...environment });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new TerminalError(`the configuration is wrong: ${faults.join('; ')}`, {
    mend: 'See docs/configuration.md.',
  });
}

function clusterFile(home: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(join(home, 'data/cluster.env'), 'utf8'));
  } catch {
    return {};
  }
}
