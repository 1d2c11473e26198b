import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shadowedModules } from '../../../orchestrator/plan/shadowed-modules.ts';

describe('modules that a jobs folder shadows', () => {
  it('are files and folders with the name of a Python module that drivers import', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shadows-'));
    for (const name of ['random', 'email', 'py4j', 'sparkwright', 'retail'])
      await mkdir(join(folder, name));
    for (const name of ['calendar.py', 'pyspark.py', 'sparkwright.py', 'ingest.py', 'json.md'])
      await writeFile(join(folder, name), '');
    const names = (await shadowedModules(folder)).map(
      (warning) => warning.slice(folder.length + 1).split(' ')[0],
    );
    await rm(folder, { recursive: true });
    assert.deepEqual(names, [
      'calendar.py',
      'email',
      'py4j',
      'pyspark.py',
      'random',
      'sparkwright.py',
    ]);
  });
});
