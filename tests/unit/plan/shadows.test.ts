import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shadows } from '../../../orchestrator/plan/shadows.ts';

describe('jobs with the name of a Python module', () => {
  it('are told, files and folders, and others are not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shadows-'));
    for (const name of ['random', 'email', 'py4j', 'sparkwright', 'retail'])
      await mkdir(join(folder, name));
    for (const name of ['calendar.py', 'pyspark.py', 'sparkwright.py', 'ingest.py', 'json.md'])
      await writeFile(join(folder, name), '');
    const told = (await shadows(folder)).map((each) => each.slice(folder.length + 1).split(' ')[0]);
    await rm(folder, { recursive: true });
    assert.deepEqual(told, [
      'calendar.py',
      'email',
      'py4j',
      'pyspark.py',
      'random',
      'sparkwright.py',
    ]);
  });
});
