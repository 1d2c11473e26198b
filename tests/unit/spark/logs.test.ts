import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UnreachableError } from '../../../orchestrator/model/errors.ts';
import { attemptOfLaunch } from '../../../orchestrator/spark/launch.ts';
import { readLaunch, readLogs } from '../../../orchestrator/spark/logs.ts';
import type { MasterPage } from '../../../orchestrator/spark/master.ts';

const DRIVER = 'driver-20261121124748-0001';
const APP = 'app-20261121124750-0000';

/** Pages of a worker; its files by `<owner>/<file>`. */
interface FakeWorker {
  files: Record<string, string>;
  executors: { id: number; appid: string }[];
  finishedexecutors: { id: number; appid: string }[];
}

function answer(worker: FakeWorker, { url = '' }: IncomingMessage): string {
  const { pathname, searchParams } = new URL(url, 'http://worker');
  if (pathname === '/json/') return JSON.stringify({ ...worker, id: 'worker-1', memory: 3072 });
  const owner =
    searchParams.get('driverId') ??
    `${searchParams.get('appId') ?? ''}/${searchParams.get('executorId') ?? ''}`;
  const name = `${owner}/${searchParams.get('logType') ?? ''}`;
  const text = worker.files[name];
  // The answer of org.apache.spark.deploy.worker.ui.LogPage, with status 200.
  if (text === undefined)
    return `==== Bytes 0-0 of 0 of /w/${name} ====\nError: invalid log directory /w/`;
  const bytes = Number(searchParams.get('byteLength'));
  const from = Number(searchParams.get('offset') ?? Math.max(0, text.length - bytes));
  const part = text.slice(from, from + bytes);
  return `==== Bytes ${from}-${from + part.length} of ${text.length} of /w/${name} ====\n${part}`;
}

function launch(...command: string[]): string {
  const quoted = command.map((argument) => `"${argument}"`).join(' ');
  return `Launch Command: ${quoted}\n${'='.repeat(40)}\n\nWARNING: Using incubator modules\n`;
}

const OURS = [
  'java',
  '-Xmx1024M',
  'org.apache.spark.deploy.worker.DriverWrapper',
  'org.apache.spark.deploy.SparkSubmit',
  '--conf',
  'spark.driver.extraJavaOptions=-Da="b c"',
  'hdfs:///jobs/1a/sparkwright/bootstrap.py',
  '--attempts',
  'hdfs://127.0.0.1:8020/sparkwright/attempts/retail-20261121-124700-k3f9a-ingest-1/spec.json',
];
const ATTEMPT = 'retail-20261121-124700-k3f9a-ingest-1';

describe('logs', () => {
  const servers: Server[] = [];
  const closed = 'http://127.0.0.1:1';

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function start(worker: Partial<FakeWorker>): Promise<string> {
    const whole = { files: {}, executors: [], finishedexecutors: [], ...worker };
    const server = createServer((request, response) => response.end(answer(whole, request)));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** A master's page with a worker at each address. The driver ran on the first. */
  function page(...addresses: string[]): MasterPage {
    return {
      status: 'ALIVE',
      workers: addresses.map((webuiaddress, i) => ({
        id: `worker-${i}`,
        state: 'ALIVE',
        webuiaddress,
        cores: 3,
        coresfree: 3,
        memory: 3072,
        memoryfree: 3072,
      })),
      activeapps: [],
      completedapps: [],
      activedrivers: [],
      completeddrivers: [
        { id: DRIVER, state: 'FAILED', worker: 'worker-0', cores: 1, memory: 1024 },
      ],
    };
  }

  it('come from every worker that has some, also of ended executors, without lines of the page', async () => {
    const one = await start({
      files: {
        [`${DRIVER}/stdout`]: 'ValueError: boom\n',
        [`${DRIVER}/stderr`]: 'INFO x\n',
        [`${APP}/1/stderr`]: 'one\n',
        'app-other/0/stderr': 'not ours\n',
      },
      executors: [
        { id: 1, appid: APP },
        { id: 0, appid: 'app-other' },
      ],
    });
    const two = await start({
      files: { [`${APP}/0/stdout`]: 'zero\n' },
      finishedexecutors: [{ id: 0, appid: APP }],
    });
    assert.deepEqual(await readLogs(page(one, two), DRIVER, APP, 1000), [
      { name: 'driver.stdout', text: 'ValueError: boom\n' },
      { name: 'driver.stderr', text: 'INFO x\n' },
      { name: 'executor-0.stdout', text: 'zero\n' },
      { name: 'executor-1.stderr', text: 'one\n' },
    ]);
  });

  it('are cut to their last bytes', async () => {
    const worker = await start({ files: { [`${DRIVER}/stdout`]: 'the beginning, the end' } });
    assert.deepEqual(await readLogs(page(worker), DRIVER, null, 7), [
      { name: 'driver.stdout', text: 'the end' },
    ]);
  });

  it('lack those of a worker that does not answer', async () => {
    const worker = await start({
      files: { [`${APP}/0/stderr`]: 'zero\n' },
      executors: [{ id: 0, appid: APP }],
    });
    assert.deepEqual(await readLogs(page(closed, worker), DRIVER, APP, 1000), [
      { name: 'executor-0.stderr', text: 'zero\n' },
    ]);
  });

  it('come once from a restarted worker, which the page has twice', async () => {
    const worker = await start({
      files: { [`${APP}/0/stderr`]: 'zero\n' },
      executors: [{ id: 0, appid: APP }],
    });
    assert.deepEqual(await readLogs(page(worker, worker), null, APP, 1000), [
      { name: 'executor-0.stderr', text: 'zero\n' },
    ]);
  });

  it('of an unknown driver are empty', async () => {
    const worker = await start({ files: { 'driver-x/stdout': 'x' } });
    assert.deepEqual(await readLogs(page(worker), 'driver-x', null, 1000), []);
    assert.deepEqual(await readLogs(page(worker), null, null, 1000), []);
  });

  describe('of a launch', () => {
    it('name the attempt, with any output after it and any length of the command', async () => {
      for (const path of ['/short.jar', `/${'x'.repeat(9000)}.jar`]) {
        const stderr = launch(...OURS.slice(0, 2), path, ...OURS.slice(2)) + 'x'.repeat(100_000);
        const worker = await start({ files: { [`${DRIVER}/stderr`]: stderr } });
        assert.equal(await readLaunch(page(worker), DRIVER), ATTEMPT);
      }
    });

    it('name no attempt if the driver is unknown or its log is gone', async () => {
      const worker = await start({});
      assert.equal(await readLaunch(page(worker), DRIVER), null);
      assert.equal(await readLaunch(page(worker), 'driver-x'), null);
    });

    it('are an error while the worker does not answer', async () => {
      await assert.rejects(readLaunch(page(closed), DRIVER), UnreachableError);
    });

    const strangers: Record<string, string[]> = {
      'another script': [...OURS.slice(0, 6), 'hdfs:///other/job.py', ...OURS.slice(7)],
      'words in another argument': [...OURS.slice(0, 6), '--conf', `x=${OURS.slice(6).join(' ')}`],
      'another place': [...OURS.slice(0, 8), `hdfs://h/tmp/${ATTEMPT}/spec.json`],
      'no address': [...OURS.slice(0, 8), 'spec.json'],
      'no argument': OURS.slice(0, 7),
    };
    for (const [title, command] of Object.entries(strangers))
      it(`name no attempt with ${title}`, () => {
        assert.equal(attemptOfLaunch(launch(...command)), null);
      });

    it('name no attempt if the command is cut off', () => {
      assert.equal(attemptOfLaunch(launch(...OURS)), ATTEMPT);
      assert.equal(attemptOfLaunch(launch(...OURS).split('\n')[0] ?? ''), null);
    });
  });
});
