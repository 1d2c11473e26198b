/** Bills of materials in CycloneDX format, each made by the tool of its kind: npm, Python, Maven. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { withLock } from '../process/lock.ts';
import { HADOOP, ICEBERG, maven, type Jars } from '../setup/jars.ts';
import { cyclonedx, jupyter } from '../setup/python-environment.ts';
import { run } from '../setup/run.ts';
import { setUp } from '../setup/set-up.ts';
import type { Report } from '../setup/version.ts';
import { debianPackages } from './debian.ts';

const MAVEN_PLUGIN = 'org.cyclonedx:cyclonedx-maven-plugin:2.9.1:makeBom';

/** Makes all bills in `folder`, and returns their files by kind. */
export async function makeBills(
  config: ClusterConfig,
  folder: string,
  report: Report,
): Promise<Map<string, string>> {
  const tools = await setUp(config, report);
  const waiting = (pid: number) => {
    report(`waiting for the set-up by process ${pid}`);
  };
  const [program, notebooks] = await withLock(
    join(config.cache, 'tools.lock'),
    waiting,
    async () => [await cyclonedx(config, report), await jupyter(config, report)],
  );
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const made = new Map<string, string>();
  const make = async (name: string, work: (file: string) => Promise<unknown>) => {
    report(name);
    const file = join(folder, `${name}.cdx.json`);
    await work(file);
    made.set(name, file);
  };

  await make('npm', async (file) =>
    writeFile(file, await run('npm sbom', 'npm', NPM, { npm_config_loglevel: 'error' })),
  );
  const environments = { jobs: tools.python, quality: pythonOf(tools.quality), notebooks };
  for (const [name, python] of Object.entries(environments))
    await make(`python-${name}`, (file) =>
      run('cyclonedx-py', program, ['environment', python, '--of', 'JSON', '-o', file]),
    );
  for (const jars of [ICEBERG, HADOOP])
    await make(`maven-${jars.kind}`, (file) => ofMaven(config, jars, tools.javaHome, file, report));
  for (const [image, bill] of await debianPackages())
    await make(`debian-${image}`, (file) => writeFile(file, JSON.stringify(bill, null, 2)));
  return made;
}

const NPM = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'];

/** The environment that contains a folder of packages. */
function pythonOf(packages: string): string {
  return join(packages, '..', '..', '..', 'bin', 'python');
}

async function ofMaven(
  config: ClusterConfig,
  { pom, kind }: Jars,
  javaHome: string,
  file: string,
  report: Report,
): Promise<void> {
  const folder = `${file}.making`;
  await run(
    'listing jars with Maven',
    await maven(report),
    [
      '--batch-mode',
      '--no-transfer-progress',
      '--quiet',
      '--file',
      join(config.root, pom),
      MAVEN_PLUGIN,
      '-DoutputFormat=json',
      `-DoutputName=${kind}`,
      `-DoutputDirectory=${folder}`,
      '-DincludeTestScope=false',
      '-DincludeProvidedScope=false',
    ],
    { JAVA_HOME: javaHome },
  );
  await rename(join(folder, `${kind}.json`), file);
  await rm(folder, { recursive: true });
}
