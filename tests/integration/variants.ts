/** Pipelines and jobs as the repository has them, but for what a test changes. */
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Pipelines without their schedules, so that a scheduler makes no runs of its own.
 *
 * @param names - of files in the pipelines folder
 */
export async function manualPipelines(
  change: (yaml: string) => string = (yaml) => yaml,
  names: readonly string[] = ['retail'],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-pipelines-'));
  for (const name of names) {
    const yaml = await readFile(`pipelines/${name}.yaml`, 'utf8');
    await writeFile(
      join(folder, `${name}.yaml`),
      change(yaml.replace(/^schedule:\n( .*\n)+/m, '')),
    );
  }
  return folder;
}

/** Of the retail pipeline, the load alone: for what is not about the stages after it. */
export function loadAlone(yaml: string): string {
  return yaml.replace(/^ {2}transform:\n[^]*$/m, '');
}

/** The jobs folder, with one job that goes on after its own last line. */
export async function jobsWith(job: string, lines: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-jobs-'));
  await cp('jobs', folder, { recursive: true });
  const path = join(folder, job);
  await writeFile(path, `${await readFile(path, 'utf8')}\n${lines}\n`);
  return folder;
}
