/**
 * Measures seconds from the POST of a trivial PySpark job to FINISHED on the embedded cluster: with plain settings, and with
 * the profile `short`. The profiles alternate, so that a busy machine slows both alike.
 *
 * Run: npm run bench -- cold-start
 */
import { up } from '../local/cluster.ts';
import { driverProperties } from '../local/conf/properties.ts';
import { clusterConfig } from '../local/config.ts';
import { runDriver } from '../local/drivers/rest.ts';
import { hdfsAddress } from '../local/environment.ts';
import { sparkHdfs } from '../local/hdfs.ts';
import { median, rounded, type Bench } from './bench.ts';

const ROUNDS = 5;
const LIMIT_MS = 180_000;
const SCRIPT = '/tmp/sparkwright-cold-start.py';
const JOB = `from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
assert spark.range(100_000).selectExpr("id % 7 as n").groupBy("n").count().count() == 7
spark.stop()
`;

export const coldStart: Bench = {
  name: 'cold-start',
  about:
    'seconds of a trivial PySpark job on the embedded cluster, plain settings against the profile short',
  async run(report) {
    const config = clusterConfig();
    await up(config, report);
    await sparkHdfs(config).replace(SCRIPT, JOB, '644');
    const seconds = { plain: [] as number[], short: [] as number[] };
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const profile of ['plain', 'short'] as const) {
        const began = performance.now();
        const properties = await driverProperties(
          config,
          profile === 'short' ? profile : undefined,
        );
        const script = `${hdfsAddress(config)}${SCRIPT}`;
        const job = { name: `cold-start ${profile}`, script, args: [], properties };
        const state = await runDriver(config, job, LIMIT_MS);
        if (state !== 'FINISHED') throw new Error(`the ${profile} driver ended ${state}`);
        const took = (performance.now() - began) / 1000;
        seconds[profile].push(took);
        report(`round ${round} of ${ROUNDS}: ${profile} ${took.toFixed(1)} s`);
      }
    }
    const [plain, short] = [median(seconds.plain), median(seconds.short)];
    return {
      figures: {
        plain: { value: rounded(plain, 2), unit: 's' },
        short: { value: rounded(short, 2), unit: 's' },
      },
      ratios: { 'plain/short': rounded(plain / short, 2) },
    };
  },
};
