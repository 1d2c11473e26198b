/** Finds jobs that shadow a Python module that drivers import. */
import { readdir } from 'node:fs/promises';
import { PYTHON_MODULES } from './python-modules.ts';

/** Warnings about files and folders at the top of the jobs folder, except for the package sparkwright. */
export async function shadowedModules(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() || entry.name.endsWith('.py'))
    .filter((entry) => !(entry.isDirectory() && entry.name === 'sparkwright'))
    .filter(({ name }) => isImported(name.replace(/\.py$/, '')))
    .map(({ name }) => `${folder}/${name} shadows a Python module that drivers import; rename it`)
    .sort();
}

function isImported(module: string): boolean {
  return PYTHON_MODULES.has(module) || ['sparkwright', 'pyspark', 'py4j'].includes(module);
}
