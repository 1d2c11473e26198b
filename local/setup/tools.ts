import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';

/** What set-up leaves for the services, all absolute paths. */
export interface Tools {
  javaHome: string;
  /** The Python that drivers and executors run with. */
  python: string;
  /** The folder of the pyspark package: Spark's classes are in its `jars/`. */
  sparkHome: string;
  hadoopJars: string;
  /** The folder of packages that only jobs with Great Expectations import. */
  quality: string;
  /** Where class archives of exactly these jars and this JDK lie. */
  archives: string;
}

/** Class data sharing archives of drivers and executors; they may be missing, which costs only speed. */
export function archives(tools: Tools): { driver: string; executor: string } {
  return {
    driver: join(tools.archives, 'driver.jsa'),
    executor: join(tools.archives, 'executor.jsa'),
  };
}

/** Where an archive is written, before it is known to be whole. */
export function draftOf(archive: string): string {
  return `${archive}.draft`;
}

/** A folder that stays empty: the SPARK_CONF_DIR of workers, and so the head of their children's class path. */
export function noConfDir(config: Pick<ClusterConfig, 'cache'>): string {
  const folder = join(config.cache, 'no-conf');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Names a folder of archives after the JDK and the jars, with their sizes and times, as the JVM compares them. */
export function archivesFolder(cache: string, javaHome: string, sparkHome: string): string {
  const hash = createHash('sha256').update(readFileSync(join(javaHome, 'release')));
  const jars = join(sparkHome, 'jars');
  for (const name of readdirSync(jars).sort()) {
    const { size, mtimeMs } = statSync(join(jars, name));
    hash.update(`\n${join(jars, name)} ${size} ${Math.trunc(mtimeMs)}`);
  }
  return join(cache, 'archives', hash.digest('hex').slice(0, 16));
}
