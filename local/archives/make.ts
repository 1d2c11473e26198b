import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { driverProperties } from '../conf/properties.ts';
import type { ClusterConfig } from '../config.ts';
import { runDriver } from '../drivers/rest.ts';
import { hdfsAddress } from '../environment.ts';
import { writeWhole } from '../files.ts';
import { WebHdfs } from '../furnish/webhdfs.ts';
import { commandLines } from '../process/family.ts';
import type { Report } from '../setup/step.ts';
import { archives, draftOf, type Tools } from '../setup/tools.ts';
import { areWhole, discard, publish } from './manifest.ts';

const DRIVER_LIMIT_MS = 240_000;
/** Executors write their archive after the driver has ended. */
const WRITE_LIMIT_MS = 60_000;
const FOLDER = '/sparkwright/training';

/**
 * Makes the class archives of drivers and executors, once for each JDK and set of jars, by a small job
 * on the running cluster. Without them everything works, only slower: a failure is told and not thrown.
 */
export async function ensureArchives(
  config: ClusterConfig,
  tools: Tools,
  report: Report,
): Promise<void> {
  const failure = join(tools.archives, 'failed');
  if (areWhole(tools) || existsSync(failure)) return;
  const began = Date.now();
  report('class archives, so that short jobs start fast (once) ...');
  discard(tools);
  mkdirSync(tools.archives, { recursive: true });
  try {
    await train(config, tools);
    report(`class archives: done in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    writeWhole(failure, reason);
    report(`no class archives, short jobs stay slow (remove ${failure} to try again): ${reason}`);
  }
}

async function train(config: ClusterConfig, tools: Tools): Promise<void> {
  const hdfs = new WebHdfs(config, 'spark');
  // What an interrupted training has left.
  await hdfs.remove(FOLDER);
  await hdfs.makeFolder(FOLDER, '700');
  try {
    const script = `${FOLDER}/training.py`;
    await hdfs.replace(
      script,
      readFileSync(join(config.root, 'spark', 'training.py'), 'utf8'),
      '600',
    );
    const jdbc = `jdbc:postgresql://127.0.0.1:${config.ports.postgres}/retail`;
    const fs = hdfsAddress(config);
    const state = await runDriver(
      config,
      {
        name: 'sparkwright class archive',
        script: `${fs}${script}`,
        args: [
          `${fs}${FOLDER}/warehouse`,
          jdbc,
          'retail_reader',
          `${fs}/sparkwright/secrets/retail_reader`,
        ],
        properties: recording(config, tools),
      },
      DRIVER_LIMIT_MS,
    );
    if (state !== 'FINISHED') throw new Error(`the training driver is ${state}`);
    await written(config, tools);
  } finally {
    await hdfs.remove(FOLDER);
  }
  await publish(tools);
}

/** The short profile, but with JVMs that write an archive at their end in place of reading one. */
function recording(config: ClusterConfig, tools: Tools): Record<string, string> {
  const properties = driverProperties(config, 'short');
  for (const [role, file] of Object.entries(archives(tools))) {
    const name = `spark.${role}.extraJavaOptions`;
    properties[name] = (properties[name] ?? '')
      .split(' ')
      .filter((option) => !option.startsWith('-XX:SharedArchiveFile='))
      .concat(`-XX:ArchiveClassesAtExit=${draftOf(file)}`)
      .join(' ');
  }
  return properties;
}

/** Waits for the JVMs that write the archives to be gone: before that the files are not whole. */
async function written(config: ClusterConfig, tools: Tools): Promise<void> {
  const until = Date.now() + WRITE_LIMIT_MS;
  while (commandLines(config.home).some((line) => line.includes(tools.archives))) {
    if (Date.now() > until) throw new Error('the JVMs that write the archives do not end');
    await sleep(200);
  }
}
