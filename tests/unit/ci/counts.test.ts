/** The counts in the last line of CI. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

describe('the counts of CI', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparkwright-counts-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const shell = async (script: string, input = '') =>
    (await execa('bash', ['-euo', 'pipefail', '-c', `. .ci/counts.sh; ${script}`], { input }))
      .stdout;
  const countsOf = async (log: string, ended: number) => {
    await writeFile(join(folder, 'log'), log);
    return shell(`counts_of '${join(folder, 'log')}' ${ended}`);
  };

  for (const [name, log, ended, counts] of [
    ['a suite that passed', '  ✔ it does\n12 passed, 0 failed, 3 skipped\n', 0, '12 0 3'],
    ['a suite without a count of skipped tests', '12 passed, 0 failed\n', 0, '12 0 0'],
    ['a suite that failed', '12 passed, 2 failed, 0 skipped\n', 1, '12 2 0'],
    ['a suite that ends without a count', 'Error: no room\n', 1, '0 1 0'],
    ['a suite that breaks after its count', '12 passed, 0 failed, 1 skipped\n', 137, '12 1 1'],
    ['a suite without output', '', 0, '0 0 0'],
    ['counts within a line', 'it says: 5 passed, 0 failed, 0 skipped\n', 0, '0 0 0'],
  ] as const)
    it(`of ${name}`, async () => {
      assert.equal(await countsOf(log, ended), counts);
    });

  it('are one line in total, in which a skipped suite counts as one test', async () => {
    assert.equal(await shell('total', '12 0 3\n10 2 0\n0 0 1\n'), '22 passed, 2 failed, 4 skipped');
    assert.equal(await shell('total', ''), '0 passed, 0 failed, 0 skipped');
  });

  it('stand below the errors of the tests that failed', async () => {
    const line = '='.repeat(70);
    const log = [
      '  ✔ it does',
      line,
      'FAIL: test_a',
      'AssertionError: 1 != 2',
      'Ran 2 tests in 3.000s',
      '',
      'FAILED (failures=1)',
      '  3 passing (2s)',
      '  1 failing',
      '  1) it does not:',
      '     AssertionError: no',
      '4 passed, 2 failed, 0 skipped',
    ];
    await writeFile(join(folder, 'log'), log.join('\n'));
    assert.deepEqual((await shell(`failures_of '${join(folder, 'log')}'`)).split('\n'), [
      line,
      'FAIL: test_a',
      'AssertionError: 1 != 2',
      '  1 failing',
      '  1) it does not:',
      '     AssertionError: no',
    ]);
    await writeFile(join(folder, 'log'), 'Error: no room\n');
    assert.equal(await shell(`failures_of '${join(folder, 'log')}'`), 'Error: no room');
  });
});
