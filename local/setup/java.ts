import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfThere } from '../files.ts';
import { install } from './packages.ts';
import { onPath } from './on-path.ts';
import type { Report } from './version.ts';

const VERSION = '17';
const JVMS = ['/usr/lib/jvm', '/opt/java', '/Library/Java/JavaVirtualMachines'];

/**
 * The home of a Java 17, installed if there is none.
 * @throws Error with the command that installs it
 */
export async function findJava(report: Report): Promise<string> {
  const present = search();
  if (present !== undefined) return present;
  await install('Java 17', ['openjdk-17-jre-headless'], report);
  const installed = search();
  if (installed === undefined) {
    throw new Error('Java 17 is still missing after its installation: set JAVA_HOME to its folder');
  }
  return installed;
}

function search(): string | undefined {
  const program = onPath('java');
  const candidates = [
    process.env.JAVA_HOME,
    program === undefined ? undefined : dirname(dirname(realpathSync(program))),
    ...JVMS.filter((folder) => existsSync(folder)).flatMap((folder) =>
      readdirSync(folder)
        .sort()
        .flatMap((name) => [join(folder, name), join(folder, name, 'Contents', 'Home')]),
    ),
  ];
  return candidates.filter((home) => home !== undefined).find(isRight);
}

/** Reads the version from the JDK's file `release`, which is much faster than starting the JVM. */
function isRight(home: string): boolean {
  const version = /^JAVA_VERSION="([^".]+)/m.exec(readIfThere(join(home, 'release')) ?? '')?.[1];
  return version === VERSION && existsSync(join(home, 'bin', 'java'));
}
