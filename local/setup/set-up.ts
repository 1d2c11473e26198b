import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { withLock } from '../process/lock.ts';
import { findJava } from './java.ts';
import { hadoopJars, sparkJars } from './jars.ts';
import { pysparkInputs, pysparkPython } from './python-environment.ts';
import type { Report } from './step.ts';
import { archivesFolder, type Tools } from './tools.ts';

/**
 * Finds or fetches all that the cluster is made of; what is there already is not touched.
 * @throws Error that names what is missing and the command that mends it.
 */
export function setUp(config: ClusterConfig, report: Report): Promise<Tools> {
  if (process.platform !== 'linux') {
    throw new Error(
      `the embedded cluster runs on Linux, this is ${process.platform}: use a Linux machine or container`,
    );
  }
  const waiting = (pid: number) => {
    report(`waiting for the set-up that process ${pid} is doing`);
  };
  return withLock(join(config.cache, 'set-up.lock'), waiting, async () => {
    const javaHome = await findJava(report);
    const [python, hadoop] = await both(
      pysparkPython(config, report),
      hadoopJars(config, javaHome, report),
    );
    const sparkHome = pysparkFolder(config);
    await sparkJars(config, javaHome, sparkHome, pysparkInputs(config), report);
    return {
      javaHome,
      python,
      sparkHome,
      hadoopJars: hadoop,
      archives: archivesFolder(config.cache, javaHome, sparkHome),
    };
  });
}

/** Both results; a failure is thrown only once the other has ended too, so that nothing goes on unseen. */
async function both<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}

function pysparkFolder(config: ClusterConfig): string {
  const lib = join(config.cache, 'python', 'lib');
  const folder = readdirSync(lib)
    .map((name) => join(lib, name, 'site-packages', 'pyspark'))
    .find((path) => existsSync(join(path, 'jars')));
  if (folder === undefined) {
    throw new Error(`${lib} has no pyspark: remove ${config.cache} and run the command again`);
  }
  return folder;
}
