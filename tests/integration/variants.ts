/** Pipelines and jobs as the repository has them, but for what a test changes. */
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The retail pipeline without its schedule, so that a scheduler makes no runs of its own. */
export async function manualPipelines(
  change: (yaml: string) => string = (yaml) => yaml,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-pipelines-'));
  const yaml = await readFile('pipelines/retail.yaml', 'utf8');
  await writeFile(join(folder, 'retail.yaml'), change(yaml.replace(/^schedule:\n( .*\n)+/m, '')));
  return folder;
}

/** The jobs folder, with one job that goes on after its own last line. */
export async function jobsWith(job: string, lines: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-jobs-'));
  await cp('jobs', folder, { recursive: true });
  const path = join(folder, job);
  await writeFile(path, `${await readFile(path, 'utf8')}\n${lines}\n`);
  return folder;
}
