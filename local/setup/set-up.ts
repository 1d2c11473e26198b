import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { withLock } from '../process/lock.ts';
import { findJava } from './java.ts';
import { HADOOP, ICEBERG, jarsFolder } from './jars.ts';
import { pyspark, quality } from './python-environment.ts';
import type { Report } from './version.ts';
import { archivesFolder, type Tools } from './tools.ts';

/**
 * Finds or fetches all parts of the cluster. Existing parts are left alone.
 * @throws Error with the missing part and the command that installs it
 */
export function setUp(config: ClusterConfig, report: Report): Promise<Tools> {
  if (process.platform !== 'linux') {
    throw new Error(
      `the embedded cluster runs on Linux, this is ${process.platform}: use a Linux machine or container`,
    );
  }
  const waiting = (pid: number) => {
    report(`waiting for the set-up by process ${pid}`);
  };
  return withLock(join(config.cache, 'set-up.lock'), waiting, async () => {
    const javaHome = await findJava(report);
    const jars = (kind: typeof HADOOP) => jarsFolder(config, kind, javaHome, report);
    const [hadoop, packages, { python, sparkHome }] = await all(
      jars(HADOOP),
      quality(config, report),
      jars(ICEBERG).then((iceberg) => pyspark(config, iceberg, report)),
    );
    return {
      javaHome,
      python,
      sparkHome,
      hadoopJars: hadoop,
      quality: packages,
      archives: archivesFolder(config.cache, javaHome, sparkHome),
    };
  });
}

/** All results. A failure is thrown once all have ended, so that nothing goes on in the background. */
async function all<A, B, C>(a: Promise<A>, b: Promise<B>, c: Promise<C>): Promise<[A, B, C]> {
  await Promise.allSettled([a, b, c]);
  return Promise.all([a, b, c]);
}
