/**
 * The lock of a backup. At each file operation of one process, a second one runs to its end, or the first dies: so every
 * interleaving is tried, without timing.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertUnlocked, lockFolder } from '../../../orchestrator/backup/lock.ts';
import { TerminalError } from '../../../orchestrator/model/errors.ts';

/** More file operations than one call takes. */
const STEPS = 14;
const DISK = ['link', 'open', 'readFile', 'rename', 'rm', 'unlink', 'writeFile'] as const;

const real = { ...fs };
const { pid: DEAD } = spawnSync('true');
const deadLock = `${hostname()} ${DEAD}\n`;

/** Calls `meanwhile` before each file operation, with its number; operations of `meanwhile` itself don't count. */
function betweenSteps(meanwhile: (step: number) => Promise<void>): void {
  let step = 0;
  let inside = false;
  for (const name of DISK) {
    const call = real[name] as (...args: unknown[]) => Promise<unknown>;
    Object.assign(fs, {
      [name]: async (...args: unknown[]) => {
        if (!inside) {
          inside = true;
          await meanwhile(step++);
          inside = false;
        }
        return call(...args);
      },
    });
  }
  syncBuiltinESMExports();
}

function restoreDisk(): void {
  Object.assign(fs, real);
  syncBuiltinESMExports();
}

const tryLock = (folder: string): Promise<boolean> =>
  lockFolder(folder).then(
    () => true,
    (error: unknown) => {
      assert.ok(error instanceof TerminalError, String(error));
      assert.match(error.message, /a backup writes to/);
      return false;
    },
  );

describe('the lock of a backup', () => {
  let folder: string;
  const lock = () => join(folder, 'lock');
  beforeEach(async () => {
    folder = await fs.mkdtemp(join(tmpdir(), 'sparkwright-lock-'));
  });
  afterEach(async () => {
    restoreDisk();
    await fs.rm(folder, { recursive: true });
  });

  /** How many processes get the lock, if another one starts at each of these steps of the first. */
  const winners = async (text: string | null, steps: number[]): Promise<number> => {
    await fs.rm(lock(), { force: true });
    if (text !== null) await fs.writeFile(lock(), text);
    const outcomes: boolean[] = [];
    betweenSteps(async (step) => {
      for (const at of steps) if (step === at) outcomes.push(await tryLock(folder));
    });
    outcomes.push(await tryLock(folder));
    restoreDisk();
    return outcomes.filter(Boolean).length;
  };

  for (const [name, text] of [
    ['is free', null],
    ['belongs to a dead process', deadLock],
    ['belongs to an earlier process with the same pid', `${hostname()} ${process.pid} earlier\n`],
    ['is an empty file', ''],
  ] as const) {
    it(`that ${name} goes to exactly one of two processes`, async () => {
      for (let at = 0; at < STEPS; at++)
        assert.equal(await winners(text, [at]), 1, `at step ${at}`);
    });
  }

  it('that belongs to a dead process goes to exactly one of three processes', async () => {
    for (let at = 0; at < STEPS; at++)
      for (let then = at; then < STEPS; then++)
        assert.equal(await winners(deadLock, [at, then]), 1, `at steps ${at} and ${then}`);
  });

  it('goes to the next process, at whatever step the one before it died', async () => {
    for (let at = 0; at < STEPS; at++) {
      await fs.writeFile(lock(), deadLock);
      // A pending step stands for the death of the process.
      await new Promise<void>((stop) => {
        betweenSteps((step) => {
          if (step < at) return Promise.resolve();
          stop();
          return new Promise<void>(() => undefined);
        });
        void tryLock(folder).then(() => {
          stop();
        });
      });
      restoreDisk();
      for (const name of await fs.readdir(folder)) {
        const text = await fs.readFile(join(folder, name), 'utf8');
        await fs.writeFile(join(folder, name), text.replace(` ${process.pid} `, ` ${DEAD} `));
      }
      assert.equal(await tryLock(folder), true, `after step ${at}`);
    }
  });

  it('leaves no file behind after a release, and can be taken again', async () => {
    await fs.writeFile(lock(), deadLock);
    const unlock = await lockFolder(folder);
    assert.deepEqual(await fs.readdir(folder), ['lock']);
    await assert.rejects(assertUnlocked(folder), /a backup writes to .*: process \d+ on/);
    await unlock();
    assert.deepEqual(await fs.readdir(folder), []);
    await (
      await lockFolder(folder)
    )();
  });

  it('of another process is not released by one whose lock file was removed by hand', async () => {
    const unlock = await lockFolder(folder);
    await fs.rm(lock());
    const other = await lockFolder(folder);
    await unlock();
    await assert.rejects(lockFolder(folder), TerminalError);
    await other();
    await assertUnlocked(folder);
  });

  it('of a process on another machine counts as taken', async () => {
    await fs.writeFile(lock(), 'another-host 1\n');
    await assert.rejects(lockFolder(folder), /process 1 on another-host/);
  });
});
