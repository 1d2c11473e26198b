import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { findPython } from './python.ts';
import { run } from './run.ts';
import { versionOf, type Report } from './version.ts';

/** Pinned and hashed requirements in the repository, installed in this order. */
const PYSPARK = ['spark/requirements-build.txt', 'spark/requirements.txt'];
const RUFF = ['spark/requirements-dev.txt'];
const TPCH = ['tests/data/requirements.txt'];
const JUPYTER = ['notebooks/requirements.txt'];
const SBOM = ['local/setup/requirements-sbom.txt'];
const PROPERTIES = ['tests/fuzz/requirements.txt'];
const AIRFLOW = ['bench/peers/requirements.txt'];
const QUALITY = ['spark/requirements-quality.txt'];

/**
 * The environment of drivers and executors. The jars of a folder are linked beside Spark's own, so that
 * jobs need not name them.
 */
export async function pyspark(
  config: ClusterConfig,
  jars: string,
  report: Report,
): Promise<{ python: string; sparkHome: string }> {
  const title = 'Python environment with PySpark (455 MB)';
  // An environment can't be moved, so its path is one of its inputs.
  const inputs = [config.cache, jars, ...texts(config, PYSPARK)];
  const part = { kind: 'pyspark', title, inputs };
  const folder = await versionOf(config.cache, part, report, async (draft) => {
    await install(config, draft, PYSPARK, report);
    const names = readdirSync(jars).filter((name) => name.endsWith('.jar'));
    for (const name of names) symlinkSync(join(jars, name), join(sparkIn(draft), 'jars', name));
  });
  return { python: join(folder, 'bin', 'python'), sparkHome: sparkIn(folder) };
}

/** The program ruff. Needs neither Java nor Spark. */
export async function ruff(config: ClusterConfig, report: Report): Promise<string> {
  const folder = await environment(config, 'ruff', 'Python linter', RUFF, report);
  return join(folder, 'bin', 'ruff');
}

/** A Python with DuckDB, and the generator of TPC-H data in the same folder. */
export async function tpch(config: ClusterConfig, report: Report): Promise<string> {
  const folder = await environment(config, 'tpch', 'DuckDB and TPC-H (30 MB)', TPCH, report);
  return join(folder, 'bin', 'python');
}

/** A Python with JupyterLab and a runner of notebooks. Their PySpark comes by PYTHONPATH. */
export async function jupyter(config: ClusterConfig, report: Report): Promise<string> {
  const folder = await environment(config, 'jupyter', 'JupyterLab (110 MB)', JUPYTER, report);
  return join(folder, 'bin', 'python');
}

/** The folder of Airflow's programs, which one benchmark runs. */
export async function airflowPrograms(config: ClusterConfig, report: Report): Promise<string> {
  const folder = await environment(config, 'airflow', 'Airflow (690 MB)', AIRFLOW, report);
  return join(folder, 'bin');
}

/** The program that lists the packages of a Python environment. */
export async function cyclonedx(config: ClusterConfig, report: Report): Promise<string> {
  const folder = await environment(config, 'sbom', 'CycloneDX for Python', SBOM, report);
  return join(folder, 'bin', 'cyclonedx-py');
}

/**
 * The folder of Great Expectations' packages. Not in the drivers' own environment, because PySpark imports NumPy if it is
 * there, which every driver would pay for.
 */
export async function quality(config: ClusterConfig, report: Report): Promise<string> {
  const title = 'Great Expectations (90 MB)';
  const folder = await environment(config, 'quality', title, QUALITY, report);
  return dirname(packageIn(folder, 'great_expectations', '__init__.py'));
}

/** The folder of Hypothesis, which only tests import. */
export async function hypothesis(config: ClusterConfig, report: Report): Promise<string> {
  const title = 'Hypothesis (2 MB)';
  const folder = await environment(config, 'hypothesis', title, PROPERTIES, report);
  return dirname(packageIn(folder, 'hypothesis', '__init__.py'));
}

function environment(
  config: ClusterConfig,
  kind: string,
  title: string,
  files: string[],
  report: Report,
): Promise<string> {
  const part = { kind, title, inputs: [config.cache, ...texts(config, files)] };
  return versionOf(config.cache, part, report, (draft) => install(config, draft, files, report));
}

async function install(
  config: ClusterConfig,
  folder: string,
  files: string[],
  report: Report,
): Promise<void> {
  await run('making a Python environment', await findPython(report), ['-m', 'venv', folder]);
  for (const file of files) {
    await run('installing Python packages', join(folder, 'bin', 'python'), [
      '-m',
      'pip',
      'install',
      '--require-hashes',
      '--no-deps',
      '--no-input',
      // pyspark is a source package. The hashed setuptools of requirements-build.txt builds it; with
      // isolation pip would fetch the newest setuptools.
      '--no-build-isolation',
      '--progress-bar',
      'off',
      '--disable-pip-version-check',
      '-r',
      join(config.root, file),
    ]);
  }
}

function texts(config: ClusterConfig, files: string[]): string[] {
  return files.map((file) => readFileSync(join(config.root, file), 'utf8'));
}

function sparkIn(environment: string): string {
  return packageIn(environment, 'pyspark', 'jars');
}

/** @param entry - a file that the package's folder must have */
function packageIn(environment: string, name: string, entry: string): string {
  const lib = join(environment, 'lib');
  const folder = readdirSync(lib)
    .map((version) => join(lib, version, 'site-packages', name))
    .find((path) => existsSync(join(path, entry)));
  if (folder === undefined) {
    throw new Error(`${lib} has no ${name}: remove ${environment} and run the command again`);
  }
  return folder;
}
