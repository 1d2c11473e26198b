import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';

/** Results of set-up for the services, all absolute paths. */
export interface Tools {
  javaHome: string;
  /** The Python of drivers and executors. */
  python: string;
  /** The folder of the pyspark package: Spark's classes are in its `jars/`. */
  sparkHome: string;
  hadoopJars: string;
  /** The folder of packages that only jobs with Great Expectations import. */
  quality: string;
  /** The folder of class archives for exactly these jars and this JDK. */
  archives: string;
}

/** Class data sharing archives of drivers and executors. Missing ones only cost speed. */
export function archives(tools: Tools): { driver: string; executor: string } {
  return {
    driver: join(tools.archives, 'driver.jsa'),
    executor: join(tools.archives, 'executor.jsa'),
  };
}

/** The path of an archive until it is complete. */
export function draftOf(archive: string): string {
  return `${archive}.draft`;
}

/** An empty folder: the SPARK_CONF_DIR of workers, which begins the class path of their children. */
export function noConfDir(config: Pick<ClusterConfig, 'cache'>): string {
  const folder = join(config.cache, 'no-conf');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The folder of archives, named by JDK and jars with their sizes and times, which the JVM compares too. */
export function archivesFolder(cache: string, javaHome: string, sparkHome: string): string {
  const hash = createHash('sha256').update(readFileSync(join(javaHome, 'release')));
  const jars = join(sparkHome, 'jars');
  for (const name of readdirSync(jars).sort()) {
    const { size, mtimeMs } = statSync(join(jars, name));
    hash.update(`\n${join(jars, name)} ${size} ${Math.trunc(mtimeMs)}`);
  }
  return join(cache, 'archives', hash.digest('hex').slice(0, 16));
}
