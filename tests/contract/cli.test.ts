import assert from 'node:assert/strict';
import { execa } from 'execa';
import { cliPlace, type Place } from './cli-place.ts';

const RETAIL = `pipeline: retail
owner: shop
schedule: { cron: '0 * * * *' }
params:
  day: { type: date, default: 2026-01-01 }
sources:
  shop: { kind: xid, tables: { orders: lake.bronze.orders }, time: { orders: created_at } }
stages:
  ingest: { job: retail/ingest.py, sources: [shop] }
  serve: { job: retail/serve.py, after: [ingest] }
`;

const ESCAPE = String.fromCharCode(27);

/** Verbs without an orchestrator: their effects on the store, and their exit codes. */
describe('the sparkwright command', function () {
  this.timeout(180_000);
  let place: Place;

  before(async () => {
    place = await cliPlace({});
    await place.write('pipelines/retail.yaml', RETAIL);
    await place.write('jobs/retail/ingest.py', '');
    await place.write('jobs/retail/serve.py', '');
  });

  after(() => place.close());
  afterEach(() => place.forgetRuns());

  async function queued(...args: string[]): Promise<string> {
    const { run } = (await place.json(['run', 'retail', ...args])) as { run: { id: string } };
    return run.id;
  }

  it('--help lists the verbs and the exit codes', async () => {
    const { exitCode, stdout } = await place.sparkwright(['--help']);
    assert.equal(exitCode, 0);
    for (const verb of [
      'up',
      'validate',
      'run <pipeline>',
      'backfill <pipeline>',
      'completion <shell>',
    ])
      assert.match(stdout, new RegExp(`^  ${verb} `, 'm'));
    assert.match(stdout, /^ {2}3 +no such run/m);
  });

  it('up --help does not start the embedded cluster', async () => {
    const { exitCode, stdout } = await place.spawned(['up', '--help']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /Usage: sparkwright up/);
  });

  for (const args of [['runz'], ['runs', '--nope'], ['runs', '--limit', 'x'], ['run']])
    it(`exits with 2 and the reason: ${args.join(' ')}`, async () => {
      const { exitCode, stderr, stdout } = await place.sparkwright(args);
      assert.equal(exitCode, 2);
      assert.match(stderr, /^sparkwright: ./);
      assert.equal(stdout, '');
    });

  it('a process has those exit codes, one line on stderr, and nothing on stdout', async () => {
    for (const [args, code] of [
      [['runs', '--nope'], 2],
      [['show', 'retail-2020'], 3],
    ] as const) {
      const { exitCode, stderr, stdout } = await place.spawned([...args]);
      assert.deepEqual([exitCode, stdout], [code, '']);
      assert.match(stderr, /^sparkwright: ./);
    }
  });

  it('exits with 2 and one line if the store is unreachable', async () => {
    const { exitCode, stderr } = await place.sparkwright(['runs'], {
      SPARKWRIGHT_STORE_URL: 'postgres://sparkwright@127.0.0.1:1/sparkwright',
    });
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /^sparkwright: the run store at 127.0.0.1:1 is unreachable: .* Check its address with: sparkwright config.*$/,
    );
  });

  for (const args of [
    ['show', 'retail-2020'],
    ['kill', 'retail-2020'],
    ['logs', 'retail-2020'],
    ['retry', 'retail-2020'],
    ['run', 'retial'],
    ['orchestrate', '--once', 'retial'],
    ['pause', 'retial'],
  ])
    it(`exits with 3 if there is no such run or pipeline: ${args.join(' ')}`, async () => {
      const { exitCode, stderr } = await place.sparkwright(args);
      assert.equal(exitCode, 3, stderr);
      assert.match(stderr, /^sparkwright: .*there is no run|has no pipeline|there is no pipeline/);
    });

  it('run queues a run with its parameters; runs prints it into a pipe without colours', async () => {
    const { stdout, stderr, exitCode } = await place.sparkwright([
      'run',
      'retail',
      '--param',
      'day=2026-02-03',
      '--priority',
      '7',
    ]);
    assert.equal(exitCode, 0, stderr);
    const [id = ''] = stdout.split(' ');
    assert.match(stderr, /no orchestrator leads now/);
    const run = await place.store.runs.get(id);
    assert.deepEqual([run?.params, run?.priority], [{ day: '2026-02-03' }, 7]);
    const list = await place.spawned(['runs', '--pipeline', 'retail', '--state', 'queued']);
    assert.match(list.stdout, new RegExp(`^${id} +queued +manual:${id} `, 'm'));
    assert.ok(!list.stdout.includes(ESCAPE));
    const page = await place.sparkwright(['show', id.slice(0, -2)]);
    assert.match(page.stdout, /params +day=2026-02-03/);
  });

  it('run refuses an unknown parameter', async () => {
    const { exitCode, stderr } = await place.sparkwright(['run', 'retail', '-p', 'dya=2026-02-03']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /there is no parameter dya\. Its parameters are day\./);
  });

  it('latest, latest:<pipeline> and the start of an id name a run', async () => {
    const id = await queued();
    for (const name of ['latest', 'latest:retail', id.slice(0, -1)]) {
      const { run } = (await place.json(['show', name])) as { run: { id: string } };
      assert.equal(run.id, id);
    }
    assert.equal((await place.sparkwright(['show', 'latest:other'])).exitCode, 3);
  });

  it('kill ends a queued run, once, and there is nothing to retry', async () => {
    const id = await queued();
    const first = await place.sparkwright(['kill', id, '--reason', 'a mistake']);
    assert.equal(first.exitCode, 0);
    assert.match(first.stdout, /killed: a mistake/);
    const again = await place.sparkwright(['kill', id]);
    assert.equal(again.exitCode, 0);
    assert.match(again.stdout, /has ended already: killed/);
    const retried = await place.sparkwright(['retry', id]);
    assert.equal(retried.exitCode, 2);
    assert.equal((await place.store.runs.get(id))?.state, 'killed');
  });

  it('pause works while the file of the pipeline is broken; resume schedules from now on', async () => {
    await queued();
    await place.write('pipelines/retail.yaml', 'pipeline: [');
    const paused = await place.sparkwright(['pause', 'retail', '--reason', 'the shop moves']);
    await place.write('pipelines/retail.yaml', RETAIL);
    assert.equal(paused.exitCode, 0, paused.stderr);
    const table = (await place.sparkwright(['pipelines'])).stdout;
    assert.match(
      table,
      /^retail +paused: the shop moves +0 \* \* \* \* UTC +- +queued .* +shop +-$/m,
    );
    const before = new Date();
    assert.equal((await place.sparkwright(['resume', 'retail'])).exitCode, 0);
    const [known] = await place.store.pipelines.list();
    assert.equal(known?.paused, null);
    assert.ok(known.nextSlot && known.nextSlot > before);
  });

  it('pipelines --names needs no store', async () => {
    const { stdout } = await place.sparkwright(['pipelines', '--names'], {
      SPARKWRIGHT_STORE_PASSWORD_FILE: '/nowhere',
    });
    assert.equal(stdout, 'retail');
  });

  it('validate needs no store and no network', async () => {
    const nowhere = { SPARKWRIGHT_STORE_PASSWORD_FILE: '/nowhere' };
    assert.match(
      (await place.sparkwright(['validate'], nowhere)).stdout,
      /^ok +pipelines\/retail.yaml +retail$/,
    );
    await place.write(
      'drafts/a.yaml',
      'pipeline: a\nstages:\n  one: { job: a/one.py, afer: [] }\n',
    );
    await place.write(
      'drafts/b.yaml',
      'pipeline: b\nstages:\n  one: { job: retail/ingest.py, pool: narrow }\n',
    );
    await place.write('drafts/c.yaml', 'pipeline: c\nstages:\n  one: { job: retail/nope.py }\n');
    const { exitCode, stdout } = await place.sparkwright(['validate', 'drafts']);
    assert.equal(exitCode, 1);
    assert.match(stdout, /drafts\/a.yaml:3:\d+: stages.one.afer: there is no such field/);
    assert.match(
      stdout,
      /drafts\/b.yaml: stages.one.pool of the pipeline b: there is no pool narrow/,
    );
    assert.match(
      stdout,
      /drafts\/c.yaml:3:\d+: stages.one.job: there is no retail\/nope.py in jobs/,
    );
  });

  describe('backfill', () => {
    const range = ['backfill', 'retail', '--from', '2026-01-01', '--to', '2026-01-01T03:00'];

    it('backfill makes a run for each slot of the range; with --id, only the missing ones', async () => {
      const { backfill, runs } = (await place.json(range)) as {
        backfill: string;
        runs: { id: string; slot: string }[];
      };
      assert.deepEqual(
        runs.map(({ slot }) => slot),
        ['01', '02', '03'].map((hour) => `backfill:${backfill}:2026-01-01T${hour}:00:00Z`),
      );
      const made = await Promise.all(runs.map(({ id }) => place.store.runs.get(id)));
      assert.deepEqual(
        made.map((run) => run?.slotStart.toISOString().slice(11, 13)),
        ['00', '01', '02'],
      );
      assert.deepEqual(
        made.map((run) => run?.priority),
        [-1, -1, -1],
      );
      assert.deepEqual((await place.json([...range, '--id', backfill])).runs, []);
    });

    it('backfill --dry-run makes no run', async () => {
      const before = (await place.store.runs.list({ limit: 1000 })).length;
      const { runs } = (await place.json([...range, '--dry-run'])) as { runs: unknown[] };
      assert.equal(runs.length, 3);
      assert.equal((await place.store.runs.list({ limit: 1000 })).length, before);
    });

    it('backfill of more than ten runs needs --yes', async () => {
      const day = ['backfill', 'retail', '--from', '2026-01-01', '--to', '2026-01-02'];
      const refused = await place.sparkwright(day);
      assert.equal(refused.exitCode, 2);
      assert.match(refused.stderr, /Queue 24 runs of retail\? Pass --yes/);
      assert.equal(((await place.json([...day, '--yes'])).runs as unknown[]).length, 24);
    });

    it('backfill refuses a pipeline whose source has no column of event time', async () => {
      await place.write(
        'pipelines/late.yaml',
        RETAIL.replace('pipeline: retail', 'pipeline: late').replace(
          ', time: { orders: created_at }',
          '',
        ),
      );
      const { exitCode, stderr } = await place.sparkwright(['backfill', 'late', ...range.slice(2)]);
      await place.write(
        'pipelines/late.yaml',
        RETAIL.replace('pipeline: retail', 'pipeline: late'),
      );
      assert.equal(exitCode, 2);
      assert.match(
        stderr,
        /no column of event time: orders of the source shop.* sources\.shop\.tables\.orders\.time/,
      );
    });
  });

  it('config prints the origin of each value, and hides passwords', async () => {
    const { stdout } = await place.sparkwright(['config'], {
      SPARKWRIGHT_SOURCES:
        '{"shop":{"url":"jdbc:postgresql://db/shop?password=hunter2","user":"u","secret":"s"}}',
    });
    assert.match(stdout, /^hdfs\.urls +http:\/\/127\.0\.0\.1:\d+ +sparkwright\.yaml$/m);
    assert.match(stdout, /^sources +.*password=\*\*\*.* +environment$/m);
    assert.match(stdout, /^log_level +info +default$/m);
    assert.ok(!stdout.includes('hunter2'));
  });

  it('the bash completion completes verbs, options and values', async () => {
    const { stdout: script } = await place.sparkwright(['completion', 'bash']);
    const complete = async (...words: string[]) => {
      const list = words.map((word) => `'${word}'`).join(' ');
      const test = `${script}\nCOMP_WORDS=(sparkwright ${list}); COMP_CWORD=${words.length}; _sparkwright; echo "\${COMPREPLY[@]}"`;
      return (await execa('bash', ['-c', test])).stdout;
    };
    assert.equal(await complete('ret'), 'retry retention');
    assert.equal(await complete('runs', '--li'), '--limit');
    assert.equal(await complete('runs', '--state', 'ki'), 'killing killed');
    assert.equal(await complete('bookmark', 'sh'), 'show');
    assert.equal(await complete('completion', 'z'), 'zsh');
  });
});
