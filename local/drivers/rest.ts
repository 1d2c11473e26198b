import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { ClusterConfig } from '../config.ts';
import { clusterEnvironment } from '../environment.ts';

const POLL_MS = 100;
const END_STATES = ['FINISHED', 'FAILED', 'KILLED', 'ERROR', 'RELAUNCHING'];
const Answer = z.object({
  success: z.boolean(),
  message: z.string().optional(),
  submissionId: z.string().optional(),
  driverState: z.string().optional(),
});

/** A PySpark script on HDFS, and what its driver gets. */
export interface Submission {
  name: string;
  /** The script as `hdfs://...`. */
  script: string;
  args: string[];
  /** Spark properties, for the driver's JVM and for the application. */
  properties: Record<string, string>;
}

/**
 * Submits a driver to the embedded cluster's REST server and waits for its end: `FINISHED`, `FAILED`, ...
 * @throws Error when it takes longer than `limitMs`, or `signal` calls it off; the driver is then killed.
 */
export async function runDriver(
  config: ClusterConfig,
  submission: Submission,
  limitMs: number,
  signal?: AbortSignal,
): Promise<string> {
  const { submissionId } = await send(config, 'create', request(config, submission));
  if (submissionId === undefined) throw new Error('the REST server gave no submission id');
  const until = Date.now() + limitMs;
  for (;;) {
    const { driverState = 'UNKNOWN' } = await send(config, `status/${submissionId}`);
    if (END_STATES.includes(driverState)) return driverState;
    if (Date.now() > until || signal?.aborted === true) {
      await send(config, `kill/${submissionId}`, {});
      signal?.throwIfAborted();
      throw new Error(`driver ${submissionId} is ${driverState} after ${limitMs / 1000} s`);
    }
    await sleep(POLL_MS);
  }
}

function request(config: ClusterConfig, { name, script, args, properties }: Submission) {
  const master = clusterEnvironment(config).SPARKWRIGHT_SPARK_MASTER_URL ?? '';
  const all = { ...properties, 'spark.app.name': name };
  const settings = Object.entries(all).flatMap(([key, value]) => ['--conf', `${key}=${value}`]);
  return {
    action: 'CreateSubmissionRequest',
    clientSparkVersion: '4.1.4',
    mainClass: 'org.apache.spark.deploy.SparkSubmit',
    appResource: '',
    // Without --master the script would run inside its driver, on no executor.
    appArgs: ['--master', master, '--name', name, ...settings, script, ...args],
    environmentVariables: {},
    sparkProperties: { ...all, 'spark.master': master },
  };
}

async function send(config: ClusterConfig, path: string, body?: unknown) {
  const { SPARKWRIGHT_SPARK_REST_URLS: base = '', SPARKWRIGHT_SPARK_REST_SECRET_FILE: file = '' } =
    clusterEnvironment(config);
  const key = Buffer.from(readFileSync(file, 'utf8'), 'base64url');
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setExpirationTime('1m')
    .sign(key);
  const response = await fetch(`${base}/v1/submissions/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`REST answers ${response.status} to ${path}: ${text}`);
  const answer = Answer.parse(JSON.parse(text));
  if (!answer.success) throw new Error(`REST refuses ${path}: ${answer.message ?? text}`);
  return answer;
}
