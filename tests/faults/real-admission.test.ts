import assert from 'node:assert/strict';
import { mkdir, mkdtemp, cp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun } from '../../orchestrator/cli/start-run.ts';
import { clusterEnvironment } from '../../local/environment.ts';
import { restServer } from '../../orchestrator/spark/rest.ts';
import { tokenMaker } from '../../orchestrator/spark/tokens.ts';
import { readProfile } from '../../orchestrator/spark/profiles.ts';
import { SCRIPT, SCRIPTS, submission } from '../support/conformance/submission.ts';
import { config, useCluster } from '../support/cluster.ts';
import { hdfs, master } from '../support/lake.ts';
import type { Run } from '../../orchestrator/model/run.ts';
import { ended } from './ended.ts';
import { wireReal } from './real.ts';
import { until } from '../support/until.ts';

const RUNS = 20;
const env = clusterEnvironment(config);

describe('more runs than the cluster has room for, on a real cluster', function () {
  this.timeout(1_200_000);
  useCluster();

  it('20 runs with executors of 1 and 2 cores, beside a foreign driver, all succeed at first try', async () => {
    const wired = await wireReal(await smallJobs());
    const stranger = await startStranger();
    const engine = wired.start();
    const runs: Run[] = [];
    for (let i = 0; i < RUNS; i++) {
      const pipeline = wired.world.pipelines.get(i % 2 === 0 ? 'one-core' : 'two-cores');
      assert.ok(pipeline);
      runs.push(await startRun(wired.world, pipeline, {}));
    }
    const waits = until(async () => {
      const stages = (await Promise.all(runs.map(({ id }) => wired.store.stages.of(id)))).flat();
      return stages.find(({ reason }) => reason.startsWith('waits for a driver of 1 core'))?.reason;
    });
    assert.match(
      await waits,
      /waits for a driver of 1 core, 0.5 GiB and an executor of \d cores?, 0.5 GiB; free: .* cores?/,
    );
    for (const run of runs) {
      const over = await ended(wired.store, run.id);
      assert.equal(over.state, 'succeeded', over.reason);
      for (const attempt of await wired.store.attempts.of(run.id))
        assert.deepEqual([attempt.number, attempt.killing], [1, null], attempt.id);
    }
    await stranger.end();
    await engine.stop();
    await wired.close();
  });
});

/** Two pipelines with one trivial job, which differ in the cores of their executor. */
async function smallJobs(): Promise<{ jobs: string; pipelines: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-small-'));
  const [jobs, pipelines] = [join(folder, 'jobs'), join(folder, 'pipelines')];
  await mkdir(pipelines);
  await cp('jobs/sparkwright', join(jobs, 'sparkwright'), { recursive: true });
  await writeFile(
    join(jobs, 'count.py'),
    `from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
assert spark.range(100_000).selectExpr("id % 7 as n").groupBy("n").count().count() == 7
`,
  );
  for (const [name, cores] of [
    ['one-core', 1],
    ['two-cores', 2],
  ] as const)
    await writeFile(
      join(pipelines, `${name}.yaml`),
      `pipeline: ${name}
concurrency: ${RUNS}
retries: { limit: 0 }
spark: { profile: short, driver: { memory: 512m }, executor: { cores: ${cores}, memory: 512m } }
stages:
  count: { job: count.py }
`,
    );
  return { jobs, pipelines };
}

/** Starts a driver and an application that Sparkwright does not know. */
async function startStranger(): Promise<{ end(): Promise<void> }> {
  for (const path of Object.values(SCRIPTS)) await hdfs.replace(`/tmp/contract/${path}`, SCRIPT);
  const rest = restServer(
    [env.SPARKWRIGHT_SPARK_REST_URLS ?? ''],
    await tokenMaker(env.SPARKWRIGHT_SPARK_REST_SECRET_FILE ?? ''),
  );
  const id = await rest.create(
    submission('hangs', 'stranger', {
      master: env.SPARKWRIGHT_SPARK_MASTER_URL ?? '',
      folder: 'hdfs:///tmp/contract',
      conf: await readProfile(env.SPARKWRIGHT_SPARK_PROFILES_DIR ?? '', 'short'),
    }),
  );
  await until(async () => (await master()).activeapps.find(({ cores }) => cores === 1));
  return {
    end: async () => {
      await rest.kill(id);
      await until(async () => (await master()).activedrivers.length === 0);
    },
  };
}
