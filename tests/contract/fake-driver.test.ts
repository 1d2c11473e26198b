import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AttemptFiles } from '../../orchestrator/ports/ports.ts';
import { openAttemptFiles } from '../../orchestrator/hdfs/attempt-files.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { killApplication } from '../../orchestrator/spark/applications.ts';
import { restServer, type RestServer } from '../../orchestrator/spark/rest.ts';
import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import type { FakeDriver } from '../fakes/driver/driver.ts';
import { JobError } from '../fakes/driver/play.ts';
import { submission } from '../support/conformance/submission.ts';
import { specOf } from '../support/samples.ts';

const ATTEMPT = 'shop-20261121-111636-k3f9a-ingest-1';
const SPEC = specOf({ attempt: ATTEMPT, run: 'shop-20261121-111636-k3f9a' });
const ADDRESS = { master: 'spark://127.0.0.1:7077', folder: 'hdfs:///jobs/r', conf: {} };

describe('the driver of a fake cluster', () => {
  let cluster: FakeCluster;
  let files: AttemptFiles;
  let rest: RestServer;
  beforeEach(async () => {
    cluster = await fakeCluster();
    const hdfs = new Hdfs({ urls: cluster.hdfsUrls, user: 'spark' });
    files = openAttemptFiles(hdfs, 'hdfs://127.0.0.1:8020', 'lake');
    rest = restServer(cluster.restUrls, () => Promise.resolve('any'));
    await files.writeSpec(SPEC);
  });
  afterEach(() => cluster.close());

  const submit = (change: object = {}) =>
    rest.create({ ...submission('bootstrap', ATTEMPT, ADDRESS), ...change });
  const submitted = async (): Promise<FakeDriver> => {
    const next = cluster.drivers.next();
    await submit();
    return next;
  };

  it('claims, registers, publishes and leaves its result', async () => {
    cluster.drivers.play = {
      body: (attempt) => {
        assert.deepEqual(attempt, { ...SPEC, catalog: 'lake' });
      },
      publish: () => ({ rows: { 'lake.bronze.orders': { read: 3, written: 3, quarantined: 0 } } }),
    };
    const driver = await submitted();
    await driver.at('ended');
    assert.deepEqual(await files.readClaim(ATTEMPT), { by: 'driver', driver: driver.id });
    assert.equal(await files.readApplication(ATTEMPT), driver.application?.id);
    const result = await files.readResult(ATTEMPT);
    assert.deepEqual(
      [result?.status, result?.driver, result?.application, result?.rows],
      [
        'succeeded',
        driver.id,
        driver.application?.id,
        { 'lake.bronze.orders': { read: 3, written: 3, quarantined: 0 } },
      ],
    );
    assert.equal((await files.takePublish(ATTEMPT, 'too late')).by, 'driver');
    assert.equal(driver.record.state, 'FINISHED');
    assert.equal(cluster.drivers.bodies(ATTEMPT), 1);
  });

  it('exits with 3 before its job if the attempt was given up', async () => {
    await files.takeClaim(ATTEMPT, 'its submission was lost');
    const driver = await submitted();
    await driver.at('ended');
    assert.deepEqual([driver.exitCode, driver.record.state], [3, 'FAILED']);
    assert.equal(cluster.drivers.bodies(ATTEMPT), 0);
    assert.equal(driver.application, null);
    assert.equal(await files.readResult(ATTEMPT), null);
  });

  it('runs the job once if two drivers start for an attempt', async () => {
    await Promise.all([submit(), submit()]);
    await Promise.all(cluster.drivers.of(ATTEMPT).map((driver) => driver.at('ended')));
    const codes = cluster.drivers.of(ATTEMPT).map(({ exitCode }) => exitCode);
    assert.deepEqual(codes.sort(), [0, 3]);
    assert.equal(cluster.drivers.bodies(ATTEMPT), 1);
  });

  it('publishes nothing if the publish claim is taken', async () => {
    let published = 0;
    cluster.drivers.play = {
      publish: () => {
        published += 1;
        return {};
      },
    };
    const hold = cluster.drivers.hold('ran');
    await submit();
    const driver = await hold.reached;
    assert.equal((await files.takePublish(ATTEMPT, 'its worker was lost')).by, 'tombstone');
    hold.release();
    await driver.at('ended');
    assert.equal(published, 0);
    const { status, error } = (await files.readResult(ATTEMPT)) ?? {};
    assert.deepEqual([status, error?.class, error?.retryable], ['failed', 'ClaimLost', false]);
    assert.deepEqual([driver.exitCode, driver.record.state], [3, 'FAILED']);
  });

  it('leaves the error of its job in the result and in stdout', async () => {
    cluster.drivers.play = {
      body: () => {
        throw new JobError('ValueError', 'the 13th order is cursed', { retryable: false });
      },
    };
    const driver = await submitted();
    await driver.at('ended');
    const { status, error } = (await files.readResult(ATTEMPT)) ?? {};
    assert.deepEqual(
      [status, error?.class, error?.message, error?.retryable],
      ['failed', 'ValueError', 'the 13th order is cursed', false],
    );
    assert.match(
      driver.record.worker?.log(driver.id, 'stdout') ?? '',
      /ValueError: the 13th order is cursed/,
    );
    assert.equal(driver.record.state, 'FAILED');
  });

  it('hangs with its job until it is killed, and leaves no result', async () => {
    cluster.drivers.play = { body: () => new Promise(() => undefined) };
    const driver = await submitted();
    await driver.at('running');
    await rest.kill(driver.id);
    await driver.at('ended');
    assert.equal(driver.record.state, 'KILLED');
    assert.equal(await files.readResult(ATTEMPT), null);
    assert.equal(driver.application?.state, 'FINISHED');
  });

  it('fails if its application is killed', async () => {
    cluster.drivers.play = { body: () => new Promise(() => undefined) };
    const driver = await submitted();
    await driver.at('running');
    await killApplication(cluster.uiUrls, driver.application?.id ?? '');
    await driver.at('ended');
    assert.equal((await files.readResult(ATTEMPT))?.error?.class, 'Py4JJavaError');
  });

  it('waits until there is room for an executor', async () => {
    const narrow = await fakeCluster({ workers: [{ cores: 1, memory: 4096 }] });
    try {
      narrow.files.create(
        `/sparkwright/attempts/${ATTEMPT}/spec.json`,
        cluster.files.read(`/sparkwright/attempts/${ATTEMPT}/spec.json`),
        false,
      );
      const next = narrow.drivers.next();
      await restServer(narrow.restUrls, () => Promise.resolve('any')).create(
        submission('bootstrap', ATTEMPT, ADDRESS),
      );
      const driver = await next;
      await driver.at('registered');
      assert.equal(driver.application?.state, 'WAITING');
      await narrow.workers.add({ cores: 1, memory: 1024 });
      await driver.at('ended');
      assert.equal(driver.exitCode, 0);
    } finally {
      await narrow.close();
    }
  });

  it('calls back after its claim and after its result', async () => {
    const calls: unknown[] = [];
    let heard = (): void => undefined;
    const server = createServer((incoming, outgoing) => {
      incoming.on('data', (chunk: Buffer) => {
        calls.push([incoming.method, incoming.url, JSON.parse(chunk.toString())]);
        heard();
      });
      outgoing.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const call = () =>
      new Promise<void>((resolve) => {
        heard = resolve;
      });
    try {
      const hold = cluster.drivers.hold('claimed');
      const first = call();
      const url = `http://127.0.0.1:${port}/`;
      await submit({ environmentVariables: { SPARKWRIGHT_CALLBACK_URL: url } });
      await first;
      assert.equal((await files.readClaim(ATTEMPT))?.by, 'driver');
      const second = call();
      hold.release();
      await second;
      assert.equal((await files.readResult(ATTEMPT))?.status, 'succeeded');
      const expected = ['POST', '/wake', { attempt: ATTEMPT }];
      assert.deepEqual(calls, [expected, expected]);
    } finally {
      server.close();
    }
  });
});
