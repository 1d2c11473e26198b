import assert from 'node:assert/strict';
import { JobError } from '../fakes/driver/play.ts';
import { cliPlace, type Orchestrator, type Place } from './cli-place.ts';

const SHOP = `pipeline: shop
retries: { limit: 0 }
stages:
  load: { job: load.py }
  serve: { job: serve.py, after: [load] }
`;

const HANG = `pipeline: hang
stages:
  wait: { job: wait.py }
`;

/** Verbs that need an orchestrator and drivers, and the exit codes of those that wait for a run. */
describe('the sparkwright command with an orchestrator', function () {
  this.timeout(240_000);
  let place: Place;
  let orchestrator: Orchestrator;
  let cursed = false;
  let refreshed: string[] = [];

  before(async () => {
    place = await cliPlace({
      body: ({ pipeline, stage, full_refresh }, driver) => {
        driver.print(`this is ${stage}`);
        if (full_refresh) refreshed.push(stage);
        if (pipeline === 'hang') return new Promise(() => undefined);
        if (cursed && stage === 'serve')
          throw new JobError('ValueError', 'the 13th order is cursed');
        return undefined;
      },
      publish: ({ stage }) =>
        stage === 'load'
          ? { rows: { 'lake.bronze.orders': { read: 1200, written: 1200, quarantined: 3 } } }
          : {},
    });
    await place.write('pipelines/shop.yaml', SHOP);
    await place.write('pipelines/hang.yaml', HANG);
    for (const job of ['load', 'serve', 'wait']) await place.write(`jobs/${job}.py`, '');
    orchestrator = await place.orchestrate();
  });

  after(async () => {
    await orchestrator.stop();
    await place.close();
  });

  it('run --follow prints the transitions of a run, and exits with 0', async () => {
    const { stdout, exitCode } = await place.sparkwright(['run', 'shop', '--follow']);
    assert.equal(exitCode, 0, stdout);
    assert.match(stdout, /^\d\d:\d\d:\d\d {2}load +submitted +submitted as driver-/m);
    assert.match(stdout, /^load +succeeded .* 1 +1,200 +1,200 +3 +driver-/m);
    assert.match(stdout, /^shop-\d{8}-\d{6}-\w+ succeeded: /m);
  });

  it('run --wait exits with 1 if the run failed; show and logs print why', async () => {
    cursed = true;
    const failed = await place.sparkwright(['run', 'shop', '--wait']);
    cursed = false;
    assert.equal(failed.exitCode, 1);
    assert.match(failed.stderr, /ValueError: the 13th order is cursed/);
    const page = (await place.sparkwright(['show', 'latest:shop'])).stdout;
    assert.match(page, /-serve-1 {2}failed/);
    assert.match(page, /python-exception: \S/);
    const logs = await place.sparkwright(['logs', 'latest:shop']);
    assert.equal(logs.exitCode, 0, logs.stderr);
    assert.match(logs.stderr, /-serve-1 \(failed\)/);
    assert.match(logs.stdout, /^==> driver.stdout <==\nthis is serve\n/m);
    const other = await place.json(['logs', 'latest:shop', '--stage', 'load', '--lines', '1']);
    assert.match(JSON.stringify(other), /"name":"driver.stdout","text":"this is load\\n"/);
    assert.equal((await place.sparkwright(['logs', 'latest:shop', '--stage', 'nope'])).exitCode, 3);
  });

  it('retry starts failed stages only; with --from, that stage and those after it', async () => {
    const [run] = await place.store.runs.list({ limit: 1 });
    const retried = await place.sparkwright(['retry', 'latest:shop', '--follow']);
    assert.equal(retried.exitCode, 0, retried.stdout);
    const stages = async () =>
      (await place.store.attempts.of(run?.id ?? '')).map(({ stage }) => stage);
    assert.deepEqual(await stages(), ['load', 'serve', 'serve']);
    assert.equal((await place.sparkwright(['retry', 'latest:shop'])).exitCode, 2);
    assert.equal((await place.sparkwright(['retry', 'latest:shop', '--from', 'nope'])).exitCode, 3);
    const again = await place.sparkwright(['retry', 'latest:shop', '--from', 'load', '--wait']);
    assert.equal(again.exitCode, 0, again.stdout);
    assert.deepEqual((await stages()).sort(), ['load', 'load', 'serve', 'serve', 'serve']);
  });

  it('run --full-refresh reaches the stages that it names, also after a retry', async () => {
    const refresh = ['run', 'shop', '--full-refresh', 'serve', '--wait'];
    assert.equal((await place.sparkwright(refresh)).exitCode, 0);
    assert.deepEqual(refreshed, ['serve']);
    await place.sparkwright(['retry', 'latest:shop', '--from', 'load', '--wait']);
    assert.deepEqual(refreshed, ['serve', 'serve']);
    assert.match(
      (await place.sparkwright(['show', 'latest:shop'])).stdout,
      /full refresh +serve$/m,
    );
    refreshed = [];
    await place.sparkwright(['run', 'shop', '--wait', '--full-refresh']);
    assert.deepEqual(refreshed, ['load', 'serve']);
    const nope = await place.sparkwright(['run', 'shop', '--full-refresh', 'nope']);
    assert.equal(nope.exitCode, 3);
  });

  it('mark makes a failed stage count as succeeded', async () => {
    cursed = true;
    await place.sparkwright(['run', 'shop', '--wait']);
    cursed = false;
    assert.equal((await place.sparkwright(['mark', 'latest:shop', 'load'])).exitCode, 2);
    const marked = await place.sparkwright([
      'mark',
      'latest:shop',
      'serve',
      '--reason',
      'done by hand',
    ]);
    assert.equal(marked.exitCode, 0, marked.stderr);
    const [run] = await place.store.runs.list({ limit: 1 });
    assert.equal(run?.state, 'succeeded');
  });

  it('drivers names the attempt of a driver, logs --follow prints its output, and kill ends it', async () => {
    const next = place.cluster.drivers.next(/^hang-/);
    const { run } = (await place.json(['run', 'hang'])) as { run: { id: string } };
    const driver = await next;
    await driver.at('running');
    const { drivers } = (await place.json(['drivers'])) as {
      drivers: { id: string; kind: string; attempt: string }[];
    };
    assert.deepEqual(
      drivers.filter(({ id }) => id === driver.id).map(({ kind, attempt }) => [kind, attempt]),
      [['ours', `${run.id}-wait-1`]],
    );
    const following = place.spawned(['logs', run.id, '--follow']);
    const killed = await place.sparkwright(['kill', run.id]);
    assert.equal(killed.exitCode, 0, killed.stderr);
    assert.match(killed.stderr, /killing; waiting for\n {2}hang-\S+-wait-1 \(driver-/);
    assert.match(killed.stdout, /killed: killed by hand/);
    assert.equal(driver.running, false);
    assert.match((await following).stdout, /this is wait/);
    assert.equal((await following).exitCode, 0);
  });

  it('deploy prints the hash of the release', async () => {
    const { stdout } = await place.sparkwright(['deploy']);
    assert.match(stdout, /^[0-9a-f]{64}$/);
    assert.ok(place.cluster.files.exists(`/jobs/${stdout}/load.py`));
  });
});
