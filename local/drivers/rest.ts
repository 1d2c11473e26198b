import { setTimeout as sleep } from 'node:timers/promises';
import { restServer } from '../../orchestrator/spark/rest.ts';
import { requestBody } from '../../orchestrator/spark/submission.ts';
import { tokenMaker } from '../../orchestrator/spark/tokens.ts';
import type { ClusterConfig } from '../config.ts';
import { secretFile } from '../folders.ts';

const POLL_MS = 100;
const END_STATES = ['FINISHED', 'FAILED', 'KILLED', 'ERROR', 'RELAUNCHING'];

/** A PySpark script on HDFS, and its arguments and settings. */
export interface Submission {
  name: string;
  /** `hdfs://host:8020/job.py` */
  script: string;
  args: string[];
  /** Spark properties, for the driver's JVM and for the application. */
  properties: Record<string, string>;
}

/**
 * Submits a driver to the embedded cluster's REST server and waits for its end.
 *
 * @returns `FINISHED`, `FAILED`, ...
 * @throws Error if it takes longer than `limitMs` or `signal` aborts it; the driver is then killed
 */
export async function runDriver(
  config: ClusterConfig,
  { name, script, args, properties }: Submission,
  limitMs: number,
  signal?: AbortSignal,
): Promise<string> {
  const { ports } = config;
  const token = await tokenMaker(secretFile(config, 'spark-rest.key'));
  const rest = restServer([`http://127.0.0.1:${ports.rest}`], token);
  const conf = { ...properties, 'spark.app.name': name };
  const driver = await rest.create(
    requestBody({
      master: `spark://127.0.0.1:${ports.master}`,
      name,
      conf,
      args: [script, ...args],
      environment: {},
      properties: conf,
    }),
  );
  const until = Date.now() + limitMs;
  for (;;) {
    const state = await rest.stateOf(driver);
    if (state === null) throw new Error(`the Spark master does not know driver ${driver}`);
    if (END_STATES.includes(state)) return state;
    if (Date.now() > until || signal?.aborted === true) {
      await rest.kill(driver);
      signal?.throwIfAborted();
      throw new Error(`driver ${driver} is ${state} after ${limitMs / 1000} s`);
    }
    await sleep(POLL_MS);
  }
}
