import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { onPath } from './on-path.ts';
import { install } from './packages.ts';
import { run } from './run.ts';
import { digest, step, type Report } from './step.ts';

const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/** The class path of the HDFS daemons. Returns its folder. */
export async function hadoopJars(
  config: ClusterConfig,
  javaHome: string,
  report: Report,
): Promise<string> {
  const folder = join(config.cache, 'hadoop');
  const pom = join(config.root, 'hadoop', 'pom.xml');
  await step(config.cache, 'Hadoop jars (75 MB)', inputs(config, pom), report, () =>
    fetchJars(pom, folder, javaHome, report),
  );
  return folder;
}

/** Puts Iceberg and the JDBC driver beside Spark's own jars, so that no job has to name them. */
export async function sparkJars(
  config: ClusterConfig,
  javaHome: string,
  sparkHome: string,
  pyspark: string,
  report: Report,
): Promise<void> {
  const pom = join(config.root, 'spark', 'pom.xml');
  await step(
    config.cache,
    'Iceberg and JDBC jars (48 MB)',
    digest(inputs(config, pom), pyspark),
    report,
    async () => {
      const folder = join(config.cache, 'spark');
      await fetchJars(pom, folder, javaHome, report);
      link(folder, join(sparkHome, 'jars'));
    },
  );
}

function inputs(config: ClusterConfig, pom: string): string {
  return digest(config.cache, readFileSync(pom, 'utf8'));
}

async function fetchJars(
  pom: string,
  folder: string,
  javaHome: string,
  report: Report,
): Promise<void> {
  const maven = onPath('mvn') ?? (await installed(report));
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  await run(
    'fetching jars with Maven',
    maven,
    [
      ...['--batch-mode', '--no-transfer-progress', '--quiet', '--file', pom, PLUGIN],
      ...[`-DoutputDirectory=${draft}`, '-DincludeScope=runtime'],
    ],
    { JAVA_HOME: javaHome },
  );
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}

async function installed(report: Report): Promise<string> {
  await install('Maven', ['maven'], report);
  const maven = onPath('mvn');
  if (maven === undefined) throw new Error('mvn is not on the PATH after its installation');
  return maven;
}

/** Links all jars of a folder into Spark's, in place of the links of an earlier set-up. */
function link(from: string, to: string): void {
  for (const name of readdirSync(to)) {
    if (lstatSync(join(to, name)).isSymbolicLink()) unlinkSync(join(to, name));
  }
  for (const name of readdirSync(from)) symlinkSync(join(from, name), join(to, name));
}
