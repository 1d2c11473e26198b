/** Spark's own command, as a person calls it on a machine beside the cluster. */
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { driverProperties } from '../../local/conf/properties.ts';
import type { ClusterConfig } from '../../local/config.ts';
import { passedOn } from '../../local/process/daemon.ts';
import { setUp } from '../../local/setup/set-up.ts';
import type { Contender } from './contender.ts';

export interface SparkSubmit {
  env: Record<string, string>;
  /** Spark's settings for `--properties-file`. */
  properties: string;
  job: string;
  master: string;
}

/** @param folder - where its files are put */
export async function sparkSubmit(config: ClusterConfig, folder: string): Promise<SparkSubmit> {
  const { python, sparkHome, javaHome } = await setUp(config, () => undefined);
  const properties = join(folder, 'spark.properties');
  await mkdir(folder, { recursive: true });
  const settings = Object.entries(await driverProperties(config));
  await writeFile(properties, settings.map(([name, value]) => `${name} ${value}\n`).join(''));
  const path = [join(sparkHome, 'bin'), process.env.PATH ?? ''].join(delimiter);
  const java = { JAVA_HOME: javaHome, SPARK_HOME: sparkHome, SPARK_LOCAL_IP: '127.0.0.1' };
  return {
    env: { ...passedOn(), ...java, PATH: path, PYSPARK_PYTHON: python },
    properties,
    job: join(import.meta.dirname, 'noop.py'),
    master: `spark://127.0.0.1:${config.ports.master}`,
  };
}

/** Three commands, one after the other, as in a shell script. */
export function shellChain({ env, properties, job, master }: SparkSubmit): Contender {
  return {
    run: async () => {
      const began = performance.now();
      for (let stage = 0; stage < 3; stage += 1)
        await execa('spark-submit', ['--master', master, '--properties-file', properties, job], {
          env,
          extendEnv: false,
          stdin: 'ignore',
        });
      return (performance.now() - began) / 1000;
    },
  };
}
