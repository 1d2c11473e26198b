/** Jobs that have the name of a module which every driver needs. */
import { readdir } from 'node:fs/promises';
import { PYTHON_MODULES } from './python-modules.ts';

/** Warnings about files and folders right in the jobs folder; the package sparkwright is right there. */
export async function shadows(folder: string): Promise<string[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isDirectory() || entry.name.endsWith('.py'))
    .filter((entry) => !(entry.isDirectory() && entry.name === 'sparkwright'))
    .filter(({ name }) => taken(name.replace(/\.py$/, '')))
    .map(
      ({ name }) => `${folder}/${name} has the name of a Python module that drivers use: rename it`,
    )
    .sort();
}

function taken(module: string): boolean {
  return PYTHON_MODULES.has(module) || ['sparkwright', 'pyspark', 'py4j'].includes(module);
}
