import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

describe('the compiled orchestrator', function () {
  this.timeout(120_000);

  it('is compiled once if several commands start in a fresh checkout', async () => {
    const checkout = await mkdtemp(join(tmpdir(), 'sparkwright-checkout-'));
    for (const part of ['bin', 'local', 'orchestrator', 'package.json', 'package-lock.json'])
      await cp(part, join(checkout, part), { recursive: true, preserveTimestamps: true });
    await symlink(resolve('node_modules'), join(checkout, 'node_modules'));
    const start = () =>
      execa('node', ['bin/sparkwright.mjs', 'validate', '--help'], {
        cwd: checkout,
        reject: false,
      });
    for (const { exitCode, stderr } of await Promise.all([1, 2, 3, 4].map(start)))
      assert.equal(exitCode, 0, stderr);
    assert.equal((await readdir(join(checkout, '.sparkwright/build'))).length, 1);
    await rm(checkout, { recursive: true });
  });
});
