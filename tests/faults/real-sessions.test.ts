/** Sessions on a real cluster: what runs share, and what becomes of it when a part of it dies. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun } from '../../orchestrator/cli/start-run.ts';
import type { Run } from '../../orchestrator/model/run.ts';
import type { SessionMode } from '../../orchestrator/model/session-mode.ts';
import { hostOf } from '../../orchestrator/model/session.ts';
import { useCluster } from '../support/cluster.ts';
import { addOrders, assertExact, hdfs, master } from '../support/lake.ts';
import { orchestrate } from '../support/orchestrator.ts';
import { until } from '../support/until.ts';
import { jobsWith, manualPipelines } from '../support/variants.ts';
import { ended } from './ended.ts';
import { isThere, processesOf, wireReal } from './real.ts';
import type { Wired } from './wiring.ts';

const KILLED = ['orchestrator', 'host', 'python', 'executor'] as const;
const RUNS = 12;

describe('sessions on a real cluster', function () {
  this.timeout(900_000);
  useCluster();
  let wired: Wired;

  afterEach(async () => {
    await closeSessions();
    await wired.close();
  });

  it('run: the stages of a run share an application, which ends with the run', async () => {
    wired = await wireReal({ pipelines: await pipelines('run') });
    wired.start();
    const hosts = [];
    for (let run = 0; run < 2; run++) {
      await addOrders(100);
      hosts.push(await hostsOf(await through()));
      await until(async () => (await wired.store.sessions.open()).length === 0);
    }
    await assertExact();
    assert.deepEqual(
      hosts.map((those) => those.size),
      [1, 1],
    );
    assert.notDeepEqual(hosts[0], hosts[1]);
    const { completeddrivers } = await master();
    for (const host of hosts.flatMap((those) => [...those]))
      assert.equal(completeddrivers.find(({ id }) => id === host)?.state, 'FINISHED');
  });

  it('warm: runs share an application, and a killed attempt leaves it to the next', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sparkwright-hang-'));
    const hang = join(folder, 'hang');
    const jobs = await jobsWith(
      'retail/transform.py',
      `
import os, subprocess, time
if os.path.exists(${JSON.stringify(hang)}):
    subprocess.Popen(["sleep", "98762"], start_new_session=True)
    time.sleep(600)`,
    );
    wired = await wireReal({ pipelines: await pipelines('warm'), jobs });
    wired.start();
    await addOrders(100);
    const first = await hostsOf(await through());
    assert.equal(first.size, 1);

    await writeFile(hang, '');
    await addOrders(100);
    const id = await start();
    const python = await pythonOf(id, 'transform');
    const [child] = await until(async () => {
      const found = await processesOf('sleep', '98762');
      return found.length > 0 && found;
    });
    assert.ok(child);
    await wired.store.runs.kill(id, 'the test is over', 'killed');
    assert.equal((await ended(wired.store, id)).state, 'killed');
    for (const pid of [python, child]) assert.equal(await isThere(pid), false, String(pid));

    await rm(folder, { recursive: true });
    assert.deepEqual(await hostsOf(await through()), first);
    await assertExact();
  });

  it(`warm: gold is exact after ${RUNS} runs in which a part was killed`, async () => {
    const folder = await pipelines('warm');
    wired = await wireReal({ pipelines: folder });
    const env = { SPARKWRIGHT_PIPELINES_DIR: folder };
    let orchestrator = orchestrate([], env);
    for (let number = 0; number < RUNS; number++) {
      await addOrders(100);
      const id = await start();
      // A different stage for each kind of death, in each of its rounds.
      const stage = ['ingest', 'transform', 'serve'][(number + Math.floor(number / 4)) % 3] ?? '';
      const python = await pythonOf(id, stage);
      const killed = KILLED[number % KILLED.length];
      if (killed === 'orchestrator') {
        orchestrator.signal('SIGKILL');
        await orchestrator.ended;
        orchestrator = orchestrate([], env);
      } else if (killed === 'host') {
        kill(await processesOf('java', 'sparkwright/session/driver.py'));
      } else if (killed === 'executor') {
        kill(await processesOf('java', 'CoarseGrainedExecutorBackend'));
      } else {
        kill([python]);
      }
      const run = await ended(wired.store, id);
      assert.equal(run.state, 'succeeded', `${id}: ${run.reason}`);
    }
    await assertExact();
    const attempts = await wired.store.attempts.open();
    assert.deepEqual(attempts, []);
    orchestrator.signal('SIGINT');
    await orchestrator.ended;
    wired.start();
  });

  function pipelines(mode: SessionMode): Promise<string> {
    return manualPipelines((yaml) => yaml.replace(/^pool:/m, `session: ${mode}\npool:`));
  }

  async function start(): Promise<string> {
    const retail = wired.world.pipelines.get('retail');
    assert.ok(retail);
    return (await startRun(wired.world, retail, {})).id;
  }

  async function through(): Promise<Run> {
    const run = await ended(wired.store, await start());
    assert.equal(run.state, 'succeeded', run.reason);
    return run;
  }

  async function hostsOf({ id }: Run): Promise<Set<string | null>> {
    const attempts = await wired.store.attempts.of(id);
    assert.equal(attempts.length, 3);
    return new Set(attempts.map(({ driver }) => hostOf(driver)));
  }

  /** The Python process of a stage's first attempt, once its job can have begun. */
  async function pythonOf(run: string, stage: string): Promise<number> {
    const attempt = await until(async () => {
      const [first] = (await wired.store.attempts.of(run)).filter((each) => each.stage === stage);
      return first?.application ? first : null;
    });
    const claim = await hdfs.read(`/sparkwright/attempts/${attempt.id}/claim.json`);
    return Number(/"pid": ?(\d+)/.exec(claim)?.[1]);
  }

  /** An engine must run. */
  async function closeSessions(): Promise<void> {
    const { sessions } = wired.store;
    for (const { id } of await sessions.open()) await sessions.closing(id, 'test', new Date());
    await until(async () => (await sessions.open()).length === 0);
  }
});

function kill(pids: readonly number[]): void {
  assert.ok(pids.length > 0);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}
