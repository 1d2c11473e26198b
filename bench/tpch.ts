/**
 * Measures seconds of the retail jobs on TPC-H's orders and line items at scale 1, in three loads. After each load, DuckDB
 * checks gold. Spark has two cores in one process and local files.
 *
 * Run: npm run bench -- tpch
 */
import { execa } from 'execa';
import { z } from 'zod';
import { clusterConfig } from '../local/config.ts';
import { setUp } from '../local/setup/set-up.ts';
import { numberWord } from '../orchestrator/terminal/words.ts';
import { rounded, type Bench, type Figure } from './bench.ts';

const SCALE = 1;

const loadSchema = z.object({
  rows: z.number(),
  seconds: z.record(z.string(), z.number()),
  right: z.boolean(),
});

export const tpch: Bench = {
  name: 'tpch',
  about: 'seconds of the retail jobs on TPC-H at scale 1, in three loads, checked against DuckDB',
  async run(report) {
    const config = clusterConfig();
    const { python, javaHome } = await setUp(config, report);
    const spark = execa({
      cwd: config.root,
      env: {
        PYTHONPATH: 'jobs',
        PYTHONDONTWRITEBYTECODE: '1',
        JAVA_HOME: javaHome,
        SPARKWRIGHT_JAVA_OPTIONS: '-XX:+UseParallelGC',
      },
    })`${python} bench/tpch.py ${SCALE}`;
    const figures: Record<string, Figure> = {};
    let number = 0;
    for await (const line of spark) {
      const { rows, seconds, right } = loadSchema.parse(JSON.parse(line));
      number += 1;
      if (!right) throw new Error(`after load ${number}, gold differs from DuckDB's result`);
      report(`load ${number}: ${numberWord(rows)} rows, and gold equals DuckDB's result`);
      figures[`${number}: rows`] = { value: rows, unit: 'rows' };
      for (const [job, took] of Object.entries(seconds))
        figures[`${number}: ${job}`] = { value: rounded(took, 1), unit: 's' };
    }
    return { figures, ratios: {} };
  },
};
