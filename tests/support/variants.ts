/** Copies the pipelines and jobs of the repository, with changes for a test. */
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Copies pipelines without their schedules, so that an orchestrator starts no scheduled runs.
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

/** The retail pipeline with only its first stage. */
export function loadAlone(yaml: string): string {
  return yaml.replace(/^ {2}transform:\n[^]*$/m, '');
}

/** Copies the jobs, and adds lines to one of them. */
export async function jobsWith(job: string, lines: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-jobs-'));
  await cp('jobs', folder, { recursive: true });
  const path = join(folder, job);
  await writeFile(path, `${await readFile(path, 'utf8')}\n${lines}\n`);
  return folder;
}
