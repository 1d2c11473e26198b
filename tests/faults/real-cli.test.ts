import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useCluster } from '../support/cluster.ts';
import { command } from '../support/command.ts';
import { addOrders, assertExact, hdfs } from '../support/lake.ts';
import { orchestrate } from '../support/orchestrator.ts';
import { jobsWith, manualPipelines } from '../support/variants.ts';

const DAY_MS = 86_400_000;

/** With the parameter `slow`, the first attempt hangs. */
const SLOW = `
print("slow is", attempt.params["slow"])
if attempt.params["slow"] and attempt.id.endswith("-ingest-1"):
    import time
    time.sleep(600)
`;

const ARRIVED = `pipeline: arrived
on: { path: /tmp/incoming/*/_SUCCESS, every: 1s }
spark: { profile: short }
stages: { count: { job: count.py } }
`;

const COUNT = `from pyspark.sql import SparkSession
assert SparkSession.builder.getOrCreate().range(100).count() == 100
`;

interface RunDocument {
  run: { id: string; state: string; slot: string };
}

interface BookmarkDocument {
  bookmark: { run: string; sources: { retail: object } };
}

describe('the sparkwright command, on a real cluster', function () {
  this.timeout(900_000);
  useCluster();

  it('run, drivers, kill, retry, logs, backfill and a file trigger work on one lake', async () => {
    await addOrders(120);
    const env = await folders();
    const { sparkwright, json } = command(env);
    const orchestrator = orchestrate([], env);

    // The first stage of a run hangs, is seen on the cluster, killed, and retried.
    const waiting = sparkwright('run', 'retail', '--param', 'slow=1', '--wait');
    await orchestrator.says(/ingest running: app-\S+ runs on/);
    const { run } = await json<RunDocument>('show', 'latest:retail');
    const { drivers } = await json<{ drivers: { what: string; kind: string; attempt: string }[] }>(
      'drivers',
    );
    assert.deepEqual(
      drivers.map(({ what, kind, attempt }) => [what, kind, attempt]).sort(),
      ['application', 'driver'].map((what) => [what, 'ours', `${run.id}-ingest-1`]),
    );
    const killed = await sparkwright('kill', run.id, '--reason', 'too slow');
    assert.equal(killed.exitCode, 0, killed.stderr);
    assert.match(killed.stdout, /killed: too slow/);
    assert.equal((await waiting).exitCode, 1);
    assert.deepEqual(await json('drivers'), { drivers: [] });

    const retried = await sparkwright('retry', run.id, '--wait');
    assert.equal(retried.exitCode, 0, retried.stdout + retried.stderr);
    const { attempts } = await json<{
      attempts: { stage: string; number: number; state: string }[];
    }>('show', run.id);
    assert.deepEqual(
      attempts.map(({ stage, number, state }) => `${stage} ${number} ${state}`),
      ['ingest 1 killed', 'ingest 2 succeeded', 'transform 1 succeeded', 'serve 1 succeeded'],
    );
    const logs = await sparkwright('logs', run.id, '--stage', 'ingest');
    assert.match(logs.stdout, /^slow is 1$/m);
    const { bookmark } = await json<BookmarkDocument>('bookmark', 'show');
    assert.equal(bookmark.run, run.id);
    const { moves } = await json<{ moves: { attempt: string; table: string }[] }>(
      ...['bookmark', 'history', '--source', 'retail', '--limit', '2'],
    );
    assert.deepEqual(
      moves.map(({ attempt, table }) => [attempt, table]).sort(),
      ['orders', 'ordershistory'].map((table) => [`${run.id}-ingest-2`, table]),
    );
    await assertExact();

    // A backfill of a day that is loaded already, and a file that arrives meanwhile.
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const days = [today - DAY_MS, today].map((time) => new Date(time).toISOString());
    const made = await json<{ runs: { id: string }[] }>(
      ...['backfill', 'retail', '--every', '1d', '--from', days[0] ?? '', '--to', days[1] ?? ''],
    );
    assert.equal(made.runs.length, 1);
    await hdfs.replace('/tmp/incoming/monday/_SUCCESS', '');
    await orchestrator.says(/arrived-\S+ succeeded/);
    for (const { id } of made.runs) await orchestrator.says(new RegExp(`${id} succeeded`));
    const { runs } = await json<{ runs: RunDocument['run'][] }>('runs');
    const [arrived, ...more] = runs.filter(({ id }) => id.startsWith('arrived'));
    const own = new Set([run, arrived, ...made.runs].map((one) => one?.id));
    assert.deepEqual(
      runs.filter(({ id }) => own.has(id)).map(({ state }) => state),
      ['succeeded', 'succeeded', 'succeeded'],
    );
    assert.match(arrived?.slot ?? '', /^file:\/tmp\/incoming\/monday\/_SUCCESS@/);
    assert.deepEqual(more, []);
    await assertExact();
    const after = await json<BookmarkDocument>('bookmark', 'show');
    assert.deepEqual(
      after.bookmark.sources.retail,
      bookmark.sources.retail,
      'no backfill moves it',
    );
    orchestrator.signal('SIGINT');
    assert.equal(await orchestrator.ended, 0);
  });
});

async function folders(): Promise<Record<string, string>> {
  const jobs = await jobsWith('retail/ingest.py', SLOW);
  await writeFile(join(jobs, 'count.py'), COUNT);
  const pipelines = await manualPipelines((yaml) => `${yaml}\nparams: { slow: 0 }\n`);
  await writeFile(join(pipelines, 'arrived.yaml'), ARRIVED);
  return { SPARKWRIGHT_JOBS_DIR: jobs, SPARKWRIGHT_PIPELINES_DIR: pipelines };
}
