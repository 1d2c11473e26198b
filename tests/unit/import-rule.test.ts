import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

describe('the import rule', () => {
  // With an unfit version of TypeScript the checker skips .ts files, and every rule passes over nothing.
  it('sees a violation that is planted', async () => {
    const folder = await mkdtemp('orchestrator/model/planted-');
    try {
      await writeFile(join(folder, 'wrong.ts'), `import '../../store/store.ts';\n`);
      const failed = await run('npx', [
        'depcruise',
        '--config',
        '.dependency-cruiser.cjs',
        folder,
      ]).then(
        () => null,
        (error: unknown) => (error as { stdout: string }).stdout,
      );
      assert.match(failed ?? 'no violation was reported', /model-imports/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
