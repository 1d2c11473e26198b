/** suites: of Great Expectations, which runs have made anew of their data. */
import type { Command } from 'commander';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Suite } from '../engine/ports.ts';
import { confirmed } from './confirm.ts';
import type { Context } from './context.ts';
import { suiteDifference } from './suite-difference.ts';
import { indented } from './words.ts';

interface Pulled {
  path: string;
  difference: string[];
}

export function suites(command: Command, context: Context): void {
  command
    .command('pull')
    .description('take suites that runs have made of their data into the jobs folder')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', '\nA run makes them where PERSIST_EXPECTATIONS is true for its job.')
    .action(async ({ yes = false }: { yes?: boolean }) => {
      const { suites: left } = await context.open();
      const folder = (await context.settings()).config.jobs_dir;
      const found = await Promise.all(
        (await left.all()).map(async (suite) => ({
          ...suite,
          difference: suiteDifference(await textOf(join(folder, suite.path)), suite.text),
        })),
      );
      const changed = found.filter(({ difference }) => difference.length > 0);
      if (changed.length > 0) context.note(differences(changed));
      const question = `Write ${changed.length} into ${folder}?`;
      const taken = changed.length > 0 && (yes || (await confirmed(question))) ? changed : [];
      for (const suite of taken) await write(folder, suite);
      context.print({ written: taken.map(({ path }) => path) }, () => told(found, changed, taken));
    });
}

function told(found: readonly Pulled[], changed: readonly Pulled[], taken: readonly Pulled[]) {
  if (found.length === 0)
    return 'No run has left a suite: one does with PERSIST_EXPECTATIONS=true.';
  if (changed.length === 0) return 'The jobs folder has them all.';
  if (taken.length === 0) return 'Nothing was written.';
  return taken.map(({ path }) => `Wrote ${path}`).join('\n');
}

function differences(changed: readonly Pulled[]): string {
  return changed
    .map(({ path, difference }) => `${path}\n${indented(difference.join('\n'))}`)
    .join('\n');
}

async function write(folder: string, { path, text }: Suite): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
