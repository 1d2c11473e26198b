import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { driverProperties } from '../conf/properties.ts';
import type { ClusterConfig } from '../config.ts';
import { runDriver } from '../drivers/rest.ts';
import { hdfsAddress } from '../environment.ts';
import { writeWhole } from '../files.ts';
import { sparkHdfs } from '../hdfs.ts';
import { allCommandLines } from '../process/family.ts';
import { withLock } from '../process/lock.ts';
import type { Report } from '../setup/version.ts';
import { archives, draftOf, type Tools } from '../setup/tools.ts';
import { areWhole, discard, publish } from './manifest.ts';

const DRIVER_LIMIT_MS = 240_000;
/** Executors write their archive after the end of the driver. */
const WRITE_LIMIT_MS = 60_000;
const FOLDER = '/tmp/sparkwright-training';

/**
 * Makes the class archives of drivers and executors, once for each JDK and set of jars, by a small job
 * on the running cluster. Everything works without them, only slower: a failure, or `signal`, is
 * reported and not thrown.
 */
export async function ensureArchives(
  config: ClusterConfig,
  tools: Tools,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  if (isSettled(tools)) return;
  const waiting = (pid: number) => {
    report(`waiting for the class archives of process ${pid}`);
  };
  await withLock(join(config.cache, 'archives.lock'), waiting, async () => {
    if (!isSettled(tools)) await make(config, tools, report, signal);
  });
}

async function make(
  config: ClusterConfig,
  tools: Tools,
  report: Report,
  signal: AbortSignal | undefined,
): Promise<void> {
  const began = Date.now();
  report('class archives, so that short jobs start fast (once) ...');
  discard(tools);
  mkdirSync(tools.archives, { recursive: true });
  try {
    await train(config, tools, signal);
    report(`class archives: done in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  } catch (error) {
    if (signal?.aborted === true) {
      report('class archives: interrupted, the next "npm run up" makes them');
      return;
    }
    const reason = error instanceof Error ? error.message : String(error);
    writeWhole(failure(tools), reason);
    report(
      `no class archives, short jobs stay slow (remove ${failure(tools)} to try again): ${reason}`,
    );
  }
}

function failure(tools: Tools): string {
  return join(tools.archives, 'failed');
}

function isSettled(tools: Tools): boolean {
  return areWhole(tools) || existsSync(failure(tools));
}

async function train(
  config: ClusterConfig,
  tools: Tools,
  signal: AbortSignal | undefined,
): Promise<void> {
  const hdfs = sparkHdfs(config);
  // An interrupted training may have left it.
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
        properties: await recording(config, tools),
      },
      DRIVER_LIMIT_MS,
      signal,
    );
    if (state !== 'FINISHED') throw new Error(`the training driver is ${state}`);
    await written(tools);
  } finally {
    await hdfs.remove(FOLDER);
  }
  await publish(tools);
}

/** The short profile, with JVMs that write an archive at their end instead of reading one. */
async function recording(config: ClusterConfig, tools: Tools): Promise<Record<string, string>> {
  const properties = await driverProperties(config, 'short');
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

/** Waits for the end of the JVMs that write the archives: before that the files are not complete. */
async function written(tools: Tools): Promise<void> {
  const until = Date.now() + WRITE_LIMIT_MS;
  const drafts = Object.values(archives(tools)).map(draftOf);
  while (allCommandLines().some((line) => drafts.some((file) => line.includes(file)))) {
    if (Date.now() > until) throw new Error('the JVMs that write the archives do not end');
    await sleep(200);
  }
}
