/**
 * Measures a table of 1,000 loads of one row before and after maintenance: data files, seconds of a scan, and MiB on disk; and
 * the seconds of the maintenance. Spark has two cores in one process and local files, so HDFS's cost for each file is left out.
 *
 * Run: npm run bench -- maintenance
 */
import { execa } from 'execa';
import { z } from 'zod';
import { clusterConfig } from '../local/config.ts';
import { setUp } from '../local/setup/set-up.ts';
import { numberWord } from '../orchestrator/terminal/words.ts';
import { rounded, type Bench, type Figure } from './bench.ts';

const LOADS = 1_000;

const tableSchema = z.object({
  files: z.number(),
  scan: z.number(),
  on_disk: z.number(),
  files_on_disk: z.number(),
});
const outputSchema = z.object({ before: tableSchema, after: tableSchema, seconds: z.number() });

export const maintenance: Bench = {
  name: 'maintenance',
  about: `files, MiB and scan seconds of a table of ${numberWord(LOADS)} loads of one row, before and after maintenance`,
  async run(report) {
    const config = clusterConfig();
    const { python, javaHome } = await setUp(config, report);
    report(`${numberWord(LOADS)} loads of one row, then maintenance`);
    const { stdout } = await execa({
      cwd: config.root,
      env: { PYTHONPATH: 'jobs', PYTHONDONTWRITEBYTECODE: '1', JAVA_HOME: javaHome },
    })`${python} bench/maintenance.py ${LOADS}`;
    const { before, after, seconds } = outputSchema.parse(
      JSON.parse(stdout.split('\n').findLast((line) => line.startsWith('{')) ?? ''),
    );
    const figures: Record<string, Figure> = {
      maintenance: { value: rounded(seconds, 1), unit: 's' },
    };
    for (const [when, table] of Object.entries({ before, after })) {
      figures[`${when}: files`] = { value: table.files, unit: 'data files' };
      figures[`${when}: scan`] = { value: rounded(table.scan, 2), unit: 's' };
      figures[`${when}: disk`] = { value: rounded(table.on_disk / 1024 ** 2, 1), unit: 'MiB' };
    }
    return { figures, ratios: { 'scan before/after': rounded(before.scan / after.scan, 1) } };
  },
};
