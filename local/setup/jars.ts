import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { onPath } from './on-path.ts';
import { install } from './packages.ts';
import { run } from './run.ts';
import { versionOf, type Report } from './version.ts';

const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/** A folder of jars in the cache, and the pom in the repository that lists them. */
export interface Jars {
  kind: string;
  title: string;
  pom: string;
}

/** The class path of the HDFS daemons. */
export const HADOOP: Jars = { kind: 'hadoop', title: 'Hadoop jars (75 MB)', pom: 'hadoop/pom.xml' };

/** Iceberg and the JDBC driver. */
export const ICEBERG: Jars = {
  kind: 'iceberg',
  title: 'Iceberg and JDBC jars (48 MB)',
  pom: 'spark/pom.xml',
};

/** The folder with these jars and their dependencies. Maven fetches it if it is missing. */
export function jarsFolder(
  config: ClusterConfig,
  jars: Jars,
  javaHome: string,
  report: Report,
): Promise<string> {
  const pom = join(config.root, jars.pom);
  const part = { ...jars, inputs: [readFileSync(pom, 'utf8')] };
  return versionOf(config.cache, part, report, async (folder) => {
    const options = ['--batch-mode', '--no-transfer-progress', '--quiet', '--file', pom];
    await run(
      'fetching jars with Maven',
      await maven(report),
      [...options, PLUGIN, `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'],
      { JAVA_HOME: javaHome },
    );
  });
}

/** Maven's program, installed if it is missing. */
export async function maven(report: Report): Promise<string> {
  const present = onPath('mvn');
  if (present !== undefined) return present;
  await install('Maven', ['maven'], report);
  const program = onPath('mvn');
  if (program === undefined) throw new Error('mvn is not on the PATH after its installation');
  return program;
}
