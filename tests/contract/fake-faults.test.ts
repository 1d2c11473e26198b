import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { AmbiguousSubmission, UnreachableError } from '../../orchestrator/model/errors.ts';
import { FileExists } from '../../orchestrator/hdfs/remote-exception.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { request } from '../../orchestrator/spark/http.ts';
import { readMaster } from '../../orchestrator/spark/master.ts';
import { restServer, type RestServer } from '../../orchestrator/spark/rest.ts';
import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import type { FakeDriver } from '../fakes/driver/driver.ts';
import { safeMode, standby } from '../fakes/hdfs/webhdfs.ts';
import { half, instead, late, reset, silence } from '../fakes/http/faults.ts';
import { htmlPage } from '../fakes/http/reply.ts';
import { notAlive } from '../fakes/spark/rest.ts';
import { submission, type Script } from '../support/conformance/submission.ts';

const ADDRESS = { master: 'spark://127.0.0.1:7077', folder: 'hdfs:///contract', conf: {} };
const CREATE = /^POST .*\/create$/;

describe('the faults of a fake cluster', () => {
  let cluster: FakeCluster;
  let rest: RestServer;
  let hdfs: Hdfs;
  beforeEach(async () => {
    cluster = await fakeCluster({
      retainedDrivers: 10,
      play: { script: async ([what]) => (what === 'hangs' ? new Promise<number>(() => 0) : 0) },
    });
    rest = restServer(cluster.restUrls, () => Promise.resolve('any'));
    hdfs = new Hdfs({ urls: cluster.hdfsUrls, user: 'spark' });
  });
  afterEach(() => cluster.close());

  const submit = (what: Script) => rest.create(submission(what, randomUUID(), ADDRESS));
  const started = async (what: Script): Promise<FakeDriver> => {
    const next = cluster.drivers.next();
    await submit(what);
    return next;
  };
  const made = () => cluster.drivers.all.length;
  const page = () => readMaster(cluster.uiUrls);
  const states = async () => {
    const { activedrivers, completeddrivers } = await page();
    return [...activedrivers, ...completeddrivers].map(({ state }) => state);
  };

  it('break a connection before or after the driver is made', async () => {
    cluster.servers.rest.faults.on(CREATE, reset('none'));
    await assert.rejects(submit('hangs'), AmbiguousSubmission);
    assert.deepEqual(await states(), []);
    cluster.servers.rest.faults.on(CREATE, reset('done'));
    await assert.rejects(submit('hangs'), AmbiguousSubmission);
    assert.deepEqual(await states(), ['RUNNING']);
    await submit('hangs');
    assert.deepEqual(await states(), ['RUNNING', 'RUNNING']);
  });

  it('answer with an HTML page, half of the answer, or as a master that is not alive', async () => {
    const { faults } = cluster.servers.rest;
    faults.on(CREATE, instead(htmlPage(500)));
    await assert.rejects(submit('hangs'), AmbiguousSubmission);
    faults.on(CREATE, notAlive());
    await assert.rejects(submit('hangs'), UnreachableError);
    assert.equal(made(), 0);
    faults.on(CREATE, half());
    await assert.rejects(submit('hangs'), AmbiguousSubmission);
    assert.deepEqual(await states(), ['RUNNING']);
  });

  it('leave a planned number of requests without an answer', async () => {
    const planned = cluster.servers.ui.faults.on(/^GET \/json/, silence('none'), 2);
    const ask = () => request({ url: `${cluster.servers.ui.url}/json/`, timeout: 20 });
    await assert.rejects(ask(), { code: 'ECONNABORTED' });
    await assert.rejects(ask(), { code: 'ECONNABORTED' });
    assert.equal((await ask()).status, 200);
    assert.equal(planned.hits, 2);
  });

  it('delay an answer after the driver was made', async () => {
    let goOn = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const planned = cluster.servers.rest.faults.on(CREATE, late(until, 'done'));
    const next = cluster.drivers.next();
    const answer = submit('hangs');
    await planned.struck;
    const driver = await next;
    goOn();
    assert.equal(await answer, driver.id);
  });

  it('a master that restarts with recovery knows running drivers, but no waiting or ended ones', async () => {
    const [hanging, finishing, ending] = [
      await started('hangs'),
      await started('finishes'),
      await started('hangs'),
    ];
    await finishing.at('ended');
    const waiting = await submit('waits');
    await cluster.stopMaster();
    await assert.rejects(page(), UnreachableError);
    ending.kill();
    await cluster.startMaster();
    const { activedrivers, completeddrivers } = await page();
    const listed = [...activedrivers, ...completeddrivers].map(({ id, state }) => `${id} ${state}`);
    assert.deepEqual(listed.sort(), [
      ...[`${hanging.id} RUNNING`, `${ending.id} ERROR`, `${waiting} ERROR`].sort(),
    ]);
    assert.deepEqual([hanging.running, finishing.record.state], [true, 'FINISHED']);
  });

  it('a master that restarts without recovery knows no driver, and its workers end their drivers', async () => {
    const hanging = await started('hangs');
    await cluster.stopMaster();
    await cluster.startMaster({ recovery: false });
    assert.deepEqual(await states(), []);
    await hanging.at('ended');
    assert.equal(hanging.exitCode, null);
    assert.deepEqual(
      (await page()).workers.map(({ coresfree }) => coresfree),
      [3, 3],
    );
  });

  it('a recovering master refuses every request', async () => {
    const hanging = await started('hangs');
    await cluster.stopMaster();
    let recovered = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      recovered = resolve;
    });
    const back = cluster.startMaster({ until });
    const ask = () => request({ url: `${cluster.servers.ui.url}/json/status` });
    while ((await ask().catch(() => null)) === null);
    await assert.rejects(page(), /it is RECOVERING/);
    await assert.rejects(submit('hangs'), UnreachableError);
    recovered();
    await back;
    assert.deepEqual(await states(), ['RUNNING']);
    assert.ok(hanging.running);
  });

  it('drivers of a lost worker are ERROR, but run on if the worker only lost its network', async () => {
    const [dead, cutOff] = [await started('hangs'), await started('hangs')];
    assert.ok(dead.record.worker && cutOff.record.worker);
    await cluster.loseWorker(cutOff.record.worker, { partition: true });
    const onSame = dead.record.worker === cutOff.record.worker;
    if (!onSame) await cluster.loseWorker(dead.record.worker);
    assert.deepEqual(await states(), ['ERROR', 'ERROR']);
    assert.deepEqual([dead.running, cutOff.running], [onSame, true]);
    const { workers } = await page();
    assert.ok(workers.some(({ state }) => state === 'DEAD'));
  });

  it('a master forgets the oldest ended drivers beyond its limit', async () => {
    for (let index = 0; index < 12; index += 1) await (await started('finishes')).at('ended');
    const first = cluster.drivers.all[0];
    const { completeddrivers } = await page();
    assert.equal(completeddrivers.length, 10);
    assert.ok(completeddrivers.every(({ id }) => id !== first?.id));
  });

  it('a NameNode in standby or in safe mode is unreachable', async () => {
    const { faults } = cluster.servers.hdfs;
    faults.on(/op=CREATE/i, safeMode());
    await assert.rejects(hdfs.create('/a', 'x'), UnreachableError);
    faults.on(/op=GETFILESTATUS/i, standby());
    await assert.rejects(hdfs.exists('/a'), UnreachableError);
    const other = await fakeCluster();
    try {
      other.files.create('/a', 'of the active one', false);
      faults.on(/op=OPEN/i, standby());
      const both = new Hdfs({ urls: [...cluster.hdfsUrls, ...other.hdfsUrls], user: 'spark' });
      assert.equal(await both.read('/a'), 'of the active one');
    } finally {
      await other.close();
    }
  });

  it('a rename whose answer is lost has happened', async () => {
    await hdfs.create('/a', 'x');
    cluster.servers.hdfs.faults.on(/op=RENAME/, reset('done'));
    await assert.rejects(hdfs.rename('/a', '/b', 'NONE'), UnreachableError);
    assert.equal(cluster.files.read('/b').toString(), 'x');
    await hdfs.create('/a', 'y');
    await assert.rejects(hdfs.rename('/a', '/b', 'NONE'), FileExists);
  });
});
