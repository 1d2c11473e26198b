/** tests/fixtures/lake, which a real Spark has written (tests/data/python/lake_fixture.py), put into a fake HDFS. */
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
  // As an attempt leaves it that broke off while it made a table, and as a job leaves a plain file.
  files.makeFolders('/data/gold/broken/metadata');
  files.create('/data/gold/delivery.csv', 'branch\n', true);
}
