/** Retention on a fake cluster, with a clock of the test's own. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster, World } from '../../orchestrator/ports/ports.ts';
import { retaining } from '../../orchestrator/engine/steps/retain.ts';
import { applySweep } from '../../orchestrator/retention/apply.ts';
import { lookForPast, type Keep } from '../../orchestrator/retention/look.ts';
import { openLeftovers } from '../../orchestrator/hdfs/leftovers.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { UnreachableError } from '../../orchestrator/model/errors.ts';
import { openDriverFolders } from '../../orchestrator/spark/driver-folders.ts';
import { readMaster, toState } from '../../orchestrator/spark/master.ts';
import { planRun } from '../../orchestrator/plan/run-plan.ts';
import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import { memoryStore } from '../support/memory-store/memory-store.ts';
import { Tables } from '../support/memory-store/tables.ts';
import { DIAMOND, newRun } from '../support/store-kit.ts';

const DAY = 86_400;
const LIMITS = {
  runs: 90 * DAY,
  attempts: 30 * DAY,
  logs: 14 * DAY,
  events: 14 * DAY,
  drivers: 7 * DAY,
  releases: 1,
};

describe('retention', function () {
  this.timeout(20_000);
  let now: number;
  let fake: FakeCluster;
  let work: string;
  let world: Pick<World, 'store' | 'cluster' | 'clock' | 'log'>;
  let keep: Keep;
  const logged: string[] = [];

  beforeEach(async () => {
    now = Date.parse('2026-01-01T00:00:00Z');
    logged.length = 0;
    fake = await fakeCluster({ clock: () => new Date(now) });
    work = await mkdtemp(join(tmpdir(), 'sparkwright-work-'));
    const store = memoryStore(new Tables(() => new Date(now)), () => null);
    const cluster = { state: async () => toState(await readMaster(fake.uiUrls)) } as Cluster;
    const clock = { now: () => new Date(now), steady: () => new Date(now) } as World['clock'];
    const log = {
      info: (words: string) => logged.push(words),
      warn: (words: string) => logged.push(words),
    };
    world = { store, cluster, clock, log: log as unknown as World['log'] };
    const hdfs = new Hdfs({ urls: fake.hdfsUrls, user: 'spark' });
    keep = {
      limits: LIMITS,
      leftovers: openLeftovers(hdfs),
      driverFolders: openDriverFolders([work, join(work, 'not-there')]),
    };
    await store.pipelines.register('diamond', '', null, new Date(now));
  });

  afterEach(async () => {
    await fake.close();
    await rm(work, { recursive: true });
  });

  /** A run of one attempt, with the files that it leaves. */
  async function run(id: string, state: 'succeeded' | null): Promise<string> {
    const { store } = world;
    const attempt = `${id}-top-1`;
    const definition = { ...DIAMOND, stages: DIAMOND.stages.slice(0, 1) };
    await store.runs.insert(newRun(id));
    const version = await store.pipelines.version(definition, 'abc');
    await store.runs.plan(id, planRun(definition, {}, { version, release: 'abc', deadline: null }));
    await store.stages.admit([{ run: id, name: 'top' }]);
    await store.attempts.intend({ id: attempt, run: id, stage: 'top', number: 1 });
    await store.attempts.submitted(attempt, `driver-${id}`, 'test', new Date(now));
    for (const file of ['spec.json', 'claim.json', 'logs/driver.stdout'])
      fake.files.create(`/sparkwright/attempts/${attempt}/${file}`, 'x', true);
    await mkdir(join(work, `driver-${id}`));
    if (state === null) return attempt;
    await store.attempts.ended(attempt, {
      state,
      reason: 'test',
      result: null,
      error: null,
      counted: true,
    });
    const [done] = (await store.attempts.uncommitted()).filter((each) => each.id === attempt);
    assert.ok(done);
    await store.attempts.commit(done, { stage: state, reason: 'test' });
    return attempt;
  }

  const files = (attempt: string, file = '') =>
    fake.files.exists(`/sparkwright/attempts/${attempt}${file}`);

  async function sweep() {
    return applySweep(world, keep, await lookForPast(world, keep));
  }

  it('removes logs, then the folder, then the run, each at its own age', async () => {
    const attempt = await run('old', 'succeeded');
    now += 1_000;
    await run('newest', 'succeeded');
    now += 13 * DAY * 1000;
    assert.equal((await sweep()).removed.logs, 0);
    now += 2 * DAY * 1000;
    assert.equal((await sweep()).removed.logs, 2);
    assert.deepEqual([files(attempt, '/logs'), files(attempt, '/claim.json')], [false, true]);
    now += 16 * DAY * 1000;
    assert.equal((await sweep()).removed.attempts, 2);
    assert.equal(files(attempt), false);
    assert.ok(await world.store.runs.get('old'));
    now += 60 * DAY * 1000;
    assert.equal((await sweep()).removed.runs, 1);
    assert.equal(await world.store.runs.get('old'), null);
    assert.ok(await world.store.runs.get('newest'));
  });

  it('removes the folder and the row of a session that has closed', async () => {
    const { sessions } = world.store;
    const size = { driver: { cores: 1, memory: 1 }, executor: { cores: 1, memory: 1 } };
    for (const id of ['closed', 'open']) {
      const at = new Date(now);
      await sessions.intend({ id, key: 'k', run: null, size, places: 1 }, at);
      await sessions.submitted(id, `host-${id}`);
      fake.files.create(`/sparkwright/sessions/${id}/spec.json`, 'x', true);
    }
    await sessions.closed('closed', 'test');
    now += 29 * DAY * 1000;
    assert.equal((await sweep()).removed.attempts, 0);
    now += 2 * DAY * 1000;
    assert.equal((await sweep()).removed.attempts, 1);
    assert.equal(fake.files.exists('/sparkwright/sessions/closed'), false);
    assert.equal(fake.files.exists('/sparkwright/sessions/open'), true);
    assert.deepEqual(
      (await sessions.ofDrivers(['host-closed', 'host-open'])).map(({ id }) => id),
      ['open'],
    );
  });

  it('keeps everything of an open run, however old', async () => {
    const attempt = await run('going', null);
    now += 1_000;
    await run('newest', 'succeeded');
    now += 400 * DAY * 1000;
    await utimes(join(work, 'driver-going'), 0, 0);
    await sweep();
    assert.ok(await world.store.runs.get('going'));
    assert.equal(files(attempt, '/logs/driver.stdout'), true);
    assert.ok((await readdir(work)).includes('driver-going'));
  });

  it('archives a run before it removes it', async () => {
    await run('old', 'succeeded');
    now += 1_000;
    await run('newest', 'succeeded');
    now += 91 * DAY * 1000;
    const { archives } = await sweep();
    assert.deepEqual(archives, ['/sparkwright/archive/runs-20260402T000001Z-000.jsonl']);
    const [record, ...others] = fake.files
      .read(archives[0] ?? '')
      .toString()
      .trim()
      .split('\n');
    assert.equal(others.length, 0);
    const { id, stages, attempts, history } = JSON.parse(record ?? '') as Record<string, unknown[]>;
    assert.deepEqual(
      [id, stages?.length, attempts?.length, (history?.length ?? 0) > 5],
      ['old', 1, 1, true],
    );
  });

  it('removes no run if the archive cannot be written', async () => {
    await run('old', 'succeeded');
    now += 1_000;
    await run('newest', 'succeeded');
    now += 91 * DAY * 1000;
    const found = await lookForPast(world, keep);
    await fake.servers.hdfs.stop();
    await assert.rejects(applySweep(world, keep, found), UnreachableError);
    assert.ok(await world.store.runs.get('old'));
    await fake.servers.hdfs.start();
  });

  it('applies the list that was shown, and nothing else', async () => {
    await run('old', 'succeeded');
    now += 15 * DAY * 1000;
    const shown = await lookForPast(world, keep);
    assert.deepEqual(
      shown.removals.map(({ kind, path }) => [kind, path]),
      [['logs', '/sparkwright/attempts/old-top-1/logs']],
    );
    assert.equal(files('old-top-1', '/logs'), true);
    fake.files.create('/spark-logs/app-20250101000000-0001.zstd', 'x', true);
    now += 15 * DAY * 1000;
    assert.equal((await applySweep(world, keep, shown)).removed.events, 0);
    assert.equal(files('old-top-1', '/logs'), false);
  });

  it('keeps event logs and driver folders while the master is away, and reports why', async () => {
    fake.files.create('/spark-logs/app-20250101000000-0001.zstd', 'x', true);
    now += 15 * DAY * 1000;
    await fake.stopMaster();
    const found = await lookForPast(world, keep);
    assert.deepEqual(found.removals, []);
    assert.match(
      found.unknown.map(({ kind, why }) => `${kind} ${why}`).join(),
      /^events .*unreachable/,
    );
  });

  it('removes old folders of drivers from a worker of this machine', async () => {
    for (const name of ['driver-1', 'driver-2', 'app-1']) {
      await mkdir(join(work, name));
      await writeFile(join(work, name, 'stdout'), '');
    }
    const old = (now - 8 * DAY * 1000) / 1000;
    for (const path of ['driver-1', 'driver-1/stdout', 'driver-2', 'app-1', 'app-1/stdout'])
      await utimes(join(work, path), old, old);
    assert.equal((await sweep()).removed.drivers, 1);
    assert.deepEqual((await readdir(work)).sort(), ['app-1', 'driver-2']);
  });

  it('keeps the current release, and releases of runs that may be retried', async () => {
    const [current, retried, past, newest] = ['a', 'b', 'c', 'd'].map((x) => x.repeat(64));
    assert.ok(current && retried && past && newest);
    for (const release of [current, retried, past, newest]) {
      fake.files.create(`/jobs/${release}/x.py`, '', true);
      now += 1_000;
    }
    fake.files.create('/jobs/current', `${current}\n`, true);
    await world.store.runs.insert(newRun('retried'));
    const version = await world.store.pipelines.version(DIAMOND, retried);
    await world.store.runs.plan(
      'retried',
      planRun(DIAMOND, {}, { version, release: retried, deadline: null }),
    );
    assert.equal((await sweep()).removed.releases, 1);
    assert.deepEqual(
      fake.files.list('/jobs').map(({ pathSuffix }) => pathSuffix),
      [current, retried, 'current', newest],
    );
  });

  it('keeps a release that came into use since it was listed', async () => {
    const [past, newest] = ['a'.repeat(64), 'b'.repeat(64)];
    for (const release of [past, newest]) {
      fake.files.create(`/jobs/${release}/x.py`, '', true);
      now += 1_000;
    }
    const shown = await lookForPast(world, keep);
    fake.files.create('/jobs/current', `${past}\n`, true);
    assert.equal((await applySweep(world, keep, shown)).removed.releases, 0);
  });

  it('sweeps once an hour as a step of the engine', async () => {
    const step = retaining(keep);
    const late = () => {
      fake.files.create('/spark-logs/app-20250101000000-0001.zstd', 'x', true);
      now += 15 * DAY * 1000;
    };
    late();
    await step(world as World);
    assert.deepEqual(logged, ['retention removed 1 event log']);
    fake.files.create('/spark-logs/app-20250101000000-0002.zstd', 'x', true);
    now += 3_599_000;
    await step(world as World);
    assert.equal(logged.length, 1);
    late();
    await step(world as World);
    assert.equal(logged.length, 2);
  });
});
