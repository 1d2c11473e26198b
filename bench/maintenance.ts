import { execa } from 'execa';
import { z } from 'zod';
import { clusterConfig } from '../local/config.ts';
import { setUp } from '../local/setup/set-up.ts';
import { rounded, type Bench, type Figure } from './bench.ts';

const LOADS = 1_000;

const measure = z.object({
  files: z.number(),
  scan: z.number(),
  on_disk: z.number(),
  files_on_disk: z.number(),
});
const foundSchema = z.object({ before: measure, after: measure, seconds: z.number() });

/** A Spark of two cores in one process on local files: what HDFS adds for each file comes on top. */
export const maintenance: Bench = {
  name: 'maintenance',
  about: `files and scan time of a table before and after maintenance of ${LOADS} loads of one row`,
  async run(report) {
    const config = clusterConfig();
    const { python, javaHome } = await setUp(config, report);
    report(`${LOADS} loads of one row, then maintenance`);
    const { stdout } = await execa({
      cwd: config.root,
      env: { PYTHONPATH: 'jobs', PYTHONDONTWRITEBYTECODE: '1', JAVA_HOME: javaHome },
    })`${python} bench/maintenance.py ${LOADS}`;
    const { before, after, seconds } = foundSchema.parse(
      JSON.parse(stdout.split('\n').findLast((line) => line.startsWith('{')) ?? ''),
    );
    const figures: Record<string, Figure> = {
      maintenance: { value: rounded(seconds, 1), unit: 's' },
    };
    for (const [when, found] of Object.entries({ before, after })) {
      figures[`${when}: files`] = { value: found.files, unit: 'data files' };
      figures[`${when}: scan`] = { value: rounded(found.scan, 2), unit: 's' };
      figures[`${when}: disk`] = { value: rounded(found.on_disk / 2 ** 20, 1), unit: 'MiB' };
    }
    return { figures, ratios: { 'scan before/after': rounded(before.scan / after.scan, 1) } };
  },
};
