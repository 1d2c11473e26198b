import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterConfig } from '../../../local/config.ts';
import { refuseBusyPorts } from '../../../local/process/busy-port.ts';
import { end, family, HOME_MARK } from '../../../local/process/family.ts';
import { signal } from '../../../local/process/identity.ts';
import { withLock } from '../../../local/process/lock.ts';
import { rotate, tail } from '../../../local/process/log.ts';
import { forget, isRecorded, record, recorded } from '../../../local/process/record.ts';
import { identify, lives } from '../../../orchestrator/lock/identity.ts';
import { ensureSecrets } from '../../../local/setup/secrets.ts';

const none = () => undefined;

describe('the processes of the embedded cluster', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sparkwright-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function sleeper(env: Record<string, string> = {}) {
    const child = spawn('sleep', ['60'], { env: { ...process.env, ...env }, stdio: 'ignore' });
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    assert.ok(identity);
    return identity;
  }

  it('are recorded, read back, and forgotten', async () => {
    const identity = sleeper();
    record(folder, 'master', identity);
    assert.deepEqual(recorded(folder, 'master'), identity);
    await end([identity], 1_000);
    assert.equal(recorded(folder, 'master'), undefined);
    assert.equal(isRecorded(folder, 'master'), true);
    forget(folder, 'master');
    assert.equal(isRecorded(folder, 'master'), false);
  });

  it('are not confused with a later process of the same pid', async () => {
    const stranger = sleeper();
    const recycled = { pid: stranger.pid, started: String(Number(stranger.started) - 1) };
    record(folder, 'master', recycled);
    assert.equal(recorded(folder, 'master'), undefined);
    signal(recycled, 'SIGKILL');
    assert.equal(lives(stranger), true);
    await end([stranger], 1_000);
  });

  it('count as absent when their record is broken', () => {
    writeFileSync(join(folder, 'master.json'), '{"pid": 1');
    assert.equal(recorded(folder, 'master'), undefined);
  });

  it('are killed when they ignore the gentle signal', async () => {
    const child = spawn('sh', ['-c', 'trap "" TERM; echo ready; while :; do sleep 0.1; done']);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const identity = identify(child.pid ?? 0);
    assert.ok(identity);
    assert.deepEqual(await end([identity], 200), [identity]);
    assert.equal(lives(identity), false);
  });

  it('are identified by the mark of their home', async () => {
    const [mine, other] = [sleeper({ [HOME_MARK]: folder }), sleeper({ [HOME_MARK]: '/other' })];
    assert.deepEqual(
      family(folder).map(({ pid }) => pid),
      [mine.pid],
    );
    await end([mine, other], 1_000);
  });

  it('are changed by one process at a time', async () => {
    const order: string[] = [];
    const lock = join(folder, 'lock');
    let slow = Promise.resolve();
    await new Promise<void>((begun) => {
      slow = withLock(lock, none, async () => {
        order.push('first begins');
        begun();
        await new Promise((wake) => setTimeout(wake, 100));
        order.push('first ends');
      });
    });
    const waits: number[] = [];
    const second = withLock(
      lock,
      (pid) => waits.push(pid),
      () => Promise.resolve(order.push('second')),
    );
    await Promise.all([slow, second]);
    assert.deepEqual(order, ['first begins', 'first ends', 'second']);
    assert.deepEqual(waits, [process.pid]);
  });

  for (const left of ['{"pid": 999999999, "started": "1"}', 'not json', '']) {
    it(`are not blocked by a lock with the text ${left || '(empty)'}`, async () => {
      const lock = join(folder, 'lock');
      writeFileSync(lock, left);
      assert.equal(await withLock(lock, none, () => Promise.resolve('done')), 'done');
    });
  }
});

describe('a busy port', () => {
  it('is an error with the port, its user, and the variable that changes it', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const config = clusterConfig({ SPARKWRIGHT_REST_PORT: String(port) });
    try {
      await assert.rejects(
        refuseBusyPorts(config, ['rest']),
        new RegExp(`port ${port} is busy.*REST server wants it.*SPARKWRIGHT_REST_PORT`),
      );
    } finally {
      server.close();
    }
  });
});

describe('logs and secrets', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'sparkwright-'));
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
  });

  it('the tail of a log holds lines of this start only', () => {
    const log = join(home, 'x.log');
    writeFileSync(log, 'old\none\ntwo\nthree\n');
    assert.equal(tail(log, 2), 'two\nthree');
    assert.equal(tail(log, 9, 4), 'one\ntwo\nthree');
    assert.equal(tail(join(home, 'none.log'), 2), '');
  });

  it('a big log is rotated', () => {
    const log = join(home, 'x.log');
    writeFileSync(log, Buffer.alloc(11 * 1024 * 1024));
    rotate(log);
    assert.ok(statSync(`${log}.1`).size > 0);
    assert.throws(() => statSync(log));
  });

  it('secrets are made once, long, and readable by their owner only', () => {
    const config = { ...clusterConfig({}), home };
    ensureSecrets(config);
    const key = join(home, 'secrets', 'spark-rest.key');
    const text = readFileSync(key, 'utf8');
    assert.match(text, /^[\w-]{43,}$/);
    assert.equal(statSync(key).mode & 0o777, 0o600);
    assert.equal(statSync(join(home, 'secrets')).mode & 0o777, 0o700);
    ensureSecrets(config);
    assert.equal(readFileSync(key, 'utf8'), text);
  });
});
