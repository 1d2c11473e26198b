import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { findPython } from './python.ts';
import { run } from './run.ts';
import { digest, step, type Report } from './step.ts';

/** One Python environment of the cache, made of pinned and hashed packages. */
interface Environment {
  /** What progress calls it. */
  title: string;
  folder: string;
  /** Files of requirements below the repository, installed in this order. */
  requirements: string[];
}

const PYSPARK: Environment = {
  title: 'Python environment with PySpark (455 MB)',
  folder: 'python',
  requirements: ['spark/requirements-build.txt', 'spark/requirements.txt'],
};

const RUFF: Environment = {
  title: 'Python linter',
  folder: 'ruff',
  requirements: ['spark/requirements-dev.txt'],
};

/** The Python of drivers and executors, in an environment of its own. Returns its path. */
export function pysparkPython(config: ClusterConfig, report: Report): Promise<string> {
  return make(config, PYSPARK, report);
}

/** The ruff program. Returns its path; needs neither Java nor Spark. */
export async function ruff(config: ClusterConfig, report: Report): Promise<string> {
  await make(config, RUFF, report);
  return join(config.cache, RUFF.folder, 'bin', 'ruff');
}

/** Digest of what the environment of PySpark is made of. */
export function pysparkInputs(config: ClusterConfig): string {
  return inputs(config, PYSPARK);
}

async function make(
  config: ClusterConfig,
  environment: Environment,
  report: Report,
): Promise<string> {
  const folder = join(config.cache, environment.folder);
  const python = join(folder, 'bin', 'python');
  await step(config.cache, environment.title, inputs(config, environment), report, async () => {
    rmSync(folder, { recursive: true, force: true });
    await run('making a Python environment', await findPython(report), ['-m', 'venv', folder]);
    for (const requirements of environment.requirements) {
      await run('installing Python packages', python, [
        ...['-m', 'pip', 'install', '--require-hashes', '--no-deps', '--no-input'],
        // pyspark comes as a source package. It is built with the setuptools of requirements-build.txt,
        // which is hashed too; with isolation pip would fetch the newest one.
        '--no-build-isolation',
        ...['--progress-bar', 'off', '--disable-pip-version-check'],
        ...['-r', join(config.root, requirements)],
      ]);
    }
  });
  return python;
}

function inputs(config: ClusterConfig, environment: Environment): string {
  return digest(
    config.cache,
    ...environment.requirements.map((path) => readFileSync(join(config.root, path), 'utf8')),
  );
}
