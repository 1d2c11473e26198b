/** Which suites CI may skip. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

const SCRIPT = resolve('.ci/suites.sh');

describe('a suite of CI', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparkwright-suites-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const shell = (script: string) =>
    execa('bash', ['-euo', 'pipefail', '-c', `. '${SCRIPT}'; ${script}`], {
      cwd: folder,
      reject: false,
    });

  it('fits if it ends in time at the pace of the suites before it', async () => {
    assert.equal((await shell('fits test:compose 1100 1120')).exitCode, 0);
    assert.equal((await shell('fits test:compose 3000 1120')).exitCode, 1);
  });

  it('counts as one skipped test if it does not run', async () => {
    const { stdout } = await shell('counts=counts; skip test:data "no time is left"');
    assert.equal(stdout, '== test:data skipped: no time is left');
    assert.equal(await readFile(join(folder, 'counts'), 'utf8'), '0 0 1\n');
  });

  it('is touched by a change in a folder that it tests', async () => {
    const git = (...args: string[]) =>
      execa('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], {
        cwd: folder,
      });
    await git('init', '--quiet');
    await git('commit', '--quiet', '--allow-empty', '--message', 'base');
    await mkdir(join(folder, 'jobs'));
    await writeFile(join(folder, 'jobs/a.py'), '');
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'a job');
    const touched = async (base: string, suite: string) =>
      (await shell(`CI_BASE=${base}; is_touched ${suite}`)).exitCode === 0;
    assert.equal(await touched('HEAD~1', 'test:data'), true);
    assert.equal(await touched('HEAD~1', 'test:browser'), false);
    assert.equal(await touched('HEAD', 'test:data'), false);
  });
});
