/** The behaviour of a Spark standalone cluster on which Sparkwright relies. A real cluster and the fake one both pass. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { TerminalError } from '../../../orchestrator/model/errors.ts';
import { request } from '../../../orchestrator/spark/http.ts';
import { readLaunch, readLogs } from '../../../orchestrator/spark/logs.ts';
import { readMaster, type MasterPage } from '../../../orchestrator/spark/master.ts';
import { restServer, type RestServer } from '../../../orchestrator/spark/rest.ts';
import { APPLICATION, DRIVER, fields, PAGE, WORKER, type RawPage } from './raw-page.ts';
import { specOf, submission, type Address, type Script } from './submission.ts';

export interface SparkUnderTest extends Address {
  restUrl: string;
  uiUrl: string;
  token: () => Promise<string>;
  /** Kills the master, and starts it again; it has recoveryMode FILESYSTEM. */
  restartMaster: () => Promise<void>;
  /** Kills the worker with this page as a crash would. */
  killWorker: (page: string) => Promise<void>;
  /** Starts another worker in its place. */
  startWorker: (page: string) => Promise<void>;
}

interface Answer {
  status: number;
  success?: boolean;
  driverState?: string;
  message?: string;
}

const SCRIPTS: Script[] = ['hangs', 'bootstrap', 'finishes', 'waits'];
const ENDED = ['FINISHED', 'FAILED', 'KILLED', 'ERROR'];

export function describeSparkCluster(name: string, setUp: () => Promise<SparkUnderTest>): void {
  describe(`${name}, as a Spark cluster`, function () {
    this.timeout(120_000);
    const attempts = new Map(SCRIPTS.map((what) => [what, `contract-${what}-${randomUUID()}`]));
    const drivers = new Map<Script, string>();
    let spark: SparkUnderTest;
    let rest: RestServer;

    before('submit the drivers', async () => {
      spark = await setUp();
      rest = restServer([spark.restUrl], spark.token);
      for (const what of SCRIPTS)
        drivers.set(what, await rest.create(submission(what, attempts.get(what) ?? '', spark)));
    });

    const id = (what: Script) => drivers.get(what) ?? '';
    const page = () => readMaster([spark.uiUrl]);
    const raw = async (): Promise<RawPage> =>
      JSON.parse((await request({ url: `${spark.uiUrl}/json/` })).data) as RawPage;
    const workerOf = async (driver: string) => {
      const { workers, activedrivers, completeddrivers } = await raw();
      const known = [...activedrivers, ...completeddrivers].find((each) => each.id === driver);
      return workers.find((worker) => worker.id === known?.worker);
    };
    const ask = async (
      verb: 'status' | 'kill',
      driver: string,
      token?: string,
    ): Promise<Answer> => {
      const { status, data } = await request({
        method: verb === 'kill' ? 'POST' : 'GET',
        url: `${spark.restUrl}/v1/submissions/${verb}/${driver}`,
        headers: token === '' ? {} : { authorization: `Bearer ${token ?? (await spark.token())}` },
      });
      // Jetty repeats the status in the body of its errors, as text.
      return { ...(data.startsWith('{') ? (JSON.parse(data) as object) : {}), status };
    };
    const ends = async (driver: string) =>
      until(
        async () => (await ask('status', driver)).driverState ?? 'absent',
        (state) => !['SUBMITTED', 'RUNNING'].includes(state),
      );

    it('a request without a token, or with a wrong one, has status 403', async () => {
      const [, claims] = (await spark.token()).split('.');
      assert.equal((await ask('status', id('bootstrap'), '')).status, 403);
      assert.equal((await ask('status', id('bootstrap'), `e30.${claims ?? ''}.AAAA`)).status, 403);
      await assert.rejects(
        restServer([spark.restUrl], () => Promise.resolve('x')).kill('driver-0'),
        { name: 'TerminalError' },
      );
    });

    it('an unknown driver has no state, and its kill is no error', async () => {
      const unknown = 'driver-20200101000000-0000';
      const { status, success, driverState } = await ask('status', unknown);
      assert.deepEqual([status, success, driverState], [200, false, undefined]);
      const { message, ...kill } = await ask('kill', unknown);
      assert.deepEqual([kill.status, kill.success], [200, false]);
      assert.match(message ?? '', /already finished or does not exist/);
      await rest.kill(unknown);
    });

    it('a faulty submission is a terminal error, and makes no driver', async () => {
      const before = (await page()).activedrivers.length;
      await assert.rejects(rest.create({}), TerminalError);
      await assert.rejects(
        rest.create({ action: 'CreateSubmissionRequest', clientSparkVersion: '4.1.4' }),
        /Validation of message CreateSubmissionRequest failed/,
      );
      assert.ok((await page()).activedrivers.length <= before);
    });

    it('the status of the master is ALIVE', async () => {
      const { data } = await request({ url: `${spark.uiUrl}/json/status` });
      assert.deepEqual(JSON.parse(data), { status: 'ALIVE' });
    });

    it('a driver that fits no worker is SUBMITTED, and a kill ends it at once', async () => {
      const waiting = (await page()).activedrivers.find((each) => each.id === id('waits'));
      assert.deepEqual([waiting?.state, waiting?.worker], ['SUBMITTED', 'None']);
      await rest.kill(id('waits'));
      assert.equal(await ends(id('waits')), 'KILLED');
    });

    it('a running driver takes cores and memory of its worker', async () => {
      const worker = await until(
        () => workerOf(id('hangs')),
        (found) => found !== undefined,
      );
      assert.ok(worker);
      assert.ok(worker.coresfree <= worker.cores - 1);
      assert.ok(worker.memoryfree <= worker.memory - 512);
      assert.equal((await ask('status', id('hangs'))).driverState, 'RUNNING');
    });

    it('stderr of a driver begins with its launch command, which names its spec', async () => {
      const worker = await until(
        () => workerOf(id('bootstrap')),
        (found) => found !== undefined,
      );
      const read = async (offset: number, byteLength = 8192) => {
        const params = { driverId: id('bootstrap'), logType: 'stderr', offset, byteLength };
        return (await request({ url: `${worker?.webuiaddress ?? ''}/log/`, params })).data;
      };
      const text = await until(
        () => read(0),
        (found) => found.includes('======\n\n'),
      );
      const [header = '', command = ''] = text.split('\n');
      assert.match(header, /^==== Bytes 0-\d+ of \d+ of \S+stderr ====$/);
      const spec = specOf(attempts.get('bootstrap') ?? '');
      assert.ok(command.endsWith(`"--attempts" "${spec}"`), command.slice(-200));
      assert.ok((await read(7)).includes(`\n${command.slice(7, 60)}`), 'an offset counts bytes');
      assert.equal((await read(0, 20)).split('\n').at(-1), command.slice(0, 20));
      assert.equal(await readLaunch(await page(), id('bootstrap')), attempts.get('bootstrap'));
      assert.equal(await readLaunch(await page(), id('waits')), null);
    });

    it('a missing log is an error with status 200', async () => {
      const worker = await workerOf(id('hangs'));
      const params = { driverId: 'driver-0', logType: 'stderr', offset: 0, byteLength: 100 };
      const { status, data } = await request({ url: `${worker?.webuiaddress ?? ''}/log/`, params });
      assert.equal(status, 200);
      assert.match(data, /^==== Bytes 0-0 of 0 of .*\nError: invalid log directory/);
    });

    it('an application has its cores, and its executor is on the page of a worker', async () => {
      const application = await until(
        async () => (await page()).activeapps.find((each) => each.name === attempts.get('hangs')),
        (found) => found?.cores === 1,
      );
      assert.ok(application);
      assert.match(application.id, /^app-\d{14}-\d{4}$/);
      const printed = await until(
        async () =>
          new Map(
            (await readLogs(await page(), id('hangs'), application.id, 4096)).map(
              ({ name, text }) => [name, text],
            ),
          ),
        (found) => found.has('driver.stdout'),
      );
      assert.equal(printed.get('driver.stdout'), `${application.id}\n`);
      assert.match(printed.get('executor-0.stderr') ?? '', /^Spark Executor Command: "/);
      const pages = await Promise.all(
        (await raw()).workers
          .filter(({ state }) => state === 'ALIVE')
          .map(async ({ webuiaddress }) => (await request({ url: `${webuiaddress}/json/` })).data),
      );
      const executors = pages.flatMap(
        (text) => (JSON.parse(text) as { executors: { id: number; appid: string }[] }).executors,
      );
      assert.deepEqual(
        executors.filter(({ appid }) => appid === application.id).map((each) => each.id),
        [0],
      );
    });

    it('the page of the master has exactly the known fields', async () => {
      const found = await raw();
      assert.deepEqual(fields(found), PAGE);
      assert.deepEqual(fields(found.workers[0]), WORKER);
      assert.deepEqual(fields(found.activedrivers[0]), DRIVER);
      assert.deepEqual(fields(found.activeapps[0]), APPLICATION);
    });

    it('a driver is FINISHED if it exits with 0, and FAILED otherwise', async () => {
      assert.equal(await ends(id('bootstrap')), 'FAILED');
      assert.equal(await ends(id('finishes')), 'FINISHED');
    });

    it('a kill returns before the driver is KILLED and its application has ended', async () => {
      const worker = await workerOf(id('hangs'));
      const answer = await ask('kill', id('hangs'));
      assert.deepEqual([answer.status, answer.success], [200, true]);
      assert.equal(await ends(id('hangs')), 'KILLED');
      const after = await until(page, ({ activeapps }) =>
        activeapps.every((each) => each.name !== attempts.get('hangs')),
      );
      const ended = after.completedapps.find((each) => each.name === attempts.get('hangs'));
      assert.equal(ended?.cores, 1);
      await until(
        async () => (await raw()).workers.find((each) => each.id === worker?.id),
        (found) => found?.coresfree === found?.cores,
      );
    });

    it('ended drivers keep their state, and a kill of them fails', async () => {
      const found = await page();
      const states = (of: MasterPage['activedrivers']) =>
        of.filter((each) => [...drivers.values()].includes(each.id)).map(({ state }) => state);
      assert.deepEqual(states(found.activedrivers), []);
      assert.deepEqual(states(found.completeddrivers).sort(), [
        'FAILED',
        'FINISHED',
        'KILLED',
        'KILLED',
      ]);
      for (const driver of drivers.values()) {
        assert.equal((await ask('kill', driver)).success, false);
        await rest.kill(driver);
        assert.ok(ENDED.includes((await ask('status', driver)).driverState ?? ''));
      }
    });

    it('a restarted master knows running drivers, but no waiting or ended ones', async () => {
      const ended = id('finishes');
      for (const what of ['hangs', 'waits'] as const)
        drivers.set(what, await rest.create(submission(what, `${what}-${randomUUID()}`, spark)));
      await until(
        () => ask('status', id('hangs')),
        ({ driverState }) => driverState === 'RUNNING',
      );
      await spark.restartMaster();
      await page();
      assert.equal((await ask('status', id('hangs'))).driverState, 'RUNNING');
      assert.equal((await ask('status', id('waits'))).driverState, 'ERROR');
      assert.equal((await ask('status', ended)).success, false);
    });

    it('drivers of a lost worker are ERROR', async () => {
      const worker = await workerOf(id('hangs'));
      assert.ok(worker);
      await spark.killWorker(worker.webuiaddress);
      assert.equal(await ends(id('hangs')), 'ERROR');
      const known = (await raw()).workers.find((each) => each.id === worker.id);
      assert.equal(known?.state, 'DEAD');
      await spark.startWorker(worker.webuiaddress);
      await until(raw, ({ workers }) =>
        workers.some(
          (each) => each.id !== worker.id && each.state === 'ALIVE' && each.coresfree > 0,
        ),
      );
    });
  });
}

/** Polls until the value passes the check. */
async function until<T>(read: () => Promise<T>, will: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (will(value)) return value;
    await sleep(25);
  }
}
