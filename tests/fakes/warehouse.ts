/** Puts tests/fixtures/lake into a fake HDFS. A real Spark has written it (tests/data/python/lake_fixture.py). */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tree } from './hdfs/tree.ts';

const FIXTURE = fileURLToPath(new URL('../fixtures/lake', import.meta.url));

export async function putWarehouse(files: Tree): Promise<void> {
  const found = await readdir(FIXTURE, { recursive: true, withFileTypes: true });
  for (const entry of found.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.create(`/data${path.slice(FIXTURE.length)}`, await readFile(path), true);
  }
  // An unfinished table of an attempt, and a plain file of a job.
  files.makeFolders('/data/gold/broken/metadata');
  files.create('/data/gold/delivery.csv', 'branch\n', true);
}
