import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { clusterConfig } from '../../local/config.ts';
import { setUp } from '../../local/setup/set-up.ts';
import type { AttemptFiles } from '../../orchestrator/ports/ports.ts';
import { openAttemptFiles } from '../../orchestrator/hdfs/attempt-files.ts';
import { unseal } from '../../orchestrator/hdfs/sealed.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { restServer } from '../../orchestrator/spark/rest.ts';
import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import { JobError } from '../fakes/driver/play.ts';
import { submission } from '../support/conformance/submission.ts';
import { specOf } from '../support/samples.ts';

const DRIVER = 'driver-20261121111640-0003';
const ADDRESS = { master: 'spark://127.0.0.1:7077', folder: 'hdfs:///jobs/r', conf: {} };

/** On one fake HDFS, the Python bootstrap and the fake driver leave the same files and exit codes. */
describe('the fake driver and the Python bootstrap', function () {
  this.timeout(120_000);
  let cluster: FakeCluster;
  let files: AttemptFiles;
  let python: string;
  let folder: string;
  before(async () => {
    cluster = await fakeCluster();
    const hdfs = new Hdfs({ urls: cluster.hdfsUrls, user: 'spark' });
    files = openAttemptFiles(hdfs, 'hdfs://127.0.0.1:8020', 'lake');
    ({ python } = await setUp(clusterConfig(), () => undefined));
    folder = await mkdtemp(join(tmpdir(), 'sparkwright-bootstrap-'));
    await cp('jobs/sparkwright', join(folder, 'jobs/sparkwright'), { recursive: true });
    await mkdir(join(folder, DRIVER));
    await writeFile(
      join(folder, 'jobs/job.py'),
      `import sys\nif sys.argv[1] == "raise":\n    raise ValueError("cursed")\n`,
    );
  });
  after(async () => {
    await cluster.close();
    await rm(folder, { recursive: true, force: true });
  });

  const real = async (attempt: string): Promise<number> => {
    const spec = `hdfs://127.0.0.1:8020/sparkwright/attempts/${attempt}/spec.json`;
    const { exitCode } = await execa(
      python,
      [join(folder, 'jobs/sparkwright/bootstrap.py'), '--attempts', spec],
      {
        cwd: join(folder, DRIVER),
        reject: false,
        env: {
          PYTHONPATH: join(folder, 'jobs'),
          PYTHONDONTWRITEBYTECODE: '1',
          SPARKWRIGHT_WEBHDFS_URLS: cluster.hdfsUrls.join(','),
        },
      },
    );
    return exitCode ?? -1;
  };
  const fake = async (attempt: string): Promise<number> => {
    cluster.drivers.play = {
      application: false,
      body: ({ args }) => {
        if (args[0] === 'raise') throw new JobError('ValueError', 'cursed');
      },
    };
    const next = cluster.drivers.next();
    const rest = restServer(cluster.restUrls, () => Promise.resolve(''));
    await rest.create(submission('bootstrap', attempt, ADDRESS));
    const driver = await next;
    await driver.at('ended');
    return driver.exitCode ?? -1;
  };
  const both = async (
    name: string,
    arg: string,
    prepare?: (attempt: string) => Promise<unknown>,
  ) => {
    const outcomes = [];
    for (const [kind, run] of Object.entries({ real, fake })) {
      const attempt = `${name}-${kind}-1`;
      if (arg) await files.writeSpec(specOf({ attempt, job: 'job.py', args: [arg] }));
      await prepare?.(attempt);
      outcomes.push({ code: await run(attempt), left: left(cluster, attempt) });
    }
    assert.deepEqual(outcomes[1], outcomes[0]);
    return outcomes[0]?.code;
  };

  it('a job that succeeds exits with 0', async () => {
    assert.equal(await both('a job that succeeds exits with 0', 'go'), 0);
  });

  it('a job that raises exits with 1, and its error is in the result', async () => {
    assert.equal(await both('fails', 'raise'), 1);
  });

  it('an attempt that was given up exits with 3', async () => {
    assert.equal(await both('given-up', 'go', (id) => files.takeClaim(id, 'lost')), 3);
  });

  it('an attempt that may no longer publish exits with 3', async () => {
    assert.equal(await both('too-late', 'go', (id) => files.takePublish(id, 'gone')), 3);
  });

  it('an attempt without a spec exits with 4', async () => {
    assert.equal(await both('no-spec', '', (id) => files.archive(id, [])), 4);
  });
});

/** The files of an attempt: their fields, and the values that are the same in every run. */
function left({ files }: FakeCluster, attempt: string): Record<string, unknown> {
  const folder = `/sparkwright/attempts/${attempt}`;
  const names = files.exists(folder) ? files.list(folder).map(({ pathSuffix }) => pathSuffix) : [];
  return Object.fromEntries(
    names.map((name) => {
      const file = unseal(files.read(`${folder}/${name}`).toString()) as Record<string, unknown>;
      const { by, status, rows, snapshots, bookmark, expectations, error } = file;
      const { class: kind, retryable, ...more } = (error ?? {}) as Record<string, unknown>;
      const values = { by, status, rows, snapshots, bookmark, expectations, kind, retryable };
      return [name, [Object.keys(file).sort(), Object.keys(more).sort(), values]];
    }),
  );
}
