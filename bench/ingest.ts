/**
 * Measures rows per second of a load of 3 million orders from PostgreSQL into bronze, by 1 and by 4 connections, and of COPY
 * of the same rows into a file. A load lasts from opening its window until main shows it, in a Spark of two cores in one
 * process on local files. The three alternate; figures are medians, without the first round.
 *
 * Run: npm run bench -- ingest
 */
import { execa } from 'execa';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';
import { clusterConfig } from '../local/config.ts';
import { setUp } from '../local/setup/set-up.ts';
import { numberWord } from '../orchestrator/terminal/words.ts';
import { retailDatabase } from '../tests/support/retail-database.ts';
import { throwawayPostgres } from '../tests/support/postgres.ts';
import { median, rounded, type Bench, type Figure } from './bench.ts';

const ROWS = 3_000_000;
const ROUNDS = 3;
const CONNECTIONS = [1, 4] as const;

/** Orders of 30 days, with strings as long as the retail app's. */
const ORDERS = `insert into orders (branch, customer, category, product, quantity, unit_price, created_at)
  select 'Branch ' || n % 20, 'Customer number ' || n % 100000, 'Category ' || n % 8, 'A product, kind ' || n % 500,
    1 + n % 9, (n % 10000) / 100.0, timestamptz '2026-10-01Z' + n * interval '0.864 seconds'
  from generate_series(1, ${ROWS}) n`;

const COLUMNS =
  'id, branch, customer, category, product, quantity, unit_price, amount, created_at, xid';

const loadSchema = z.object({ rows: z.literal(ROWS), seconds: z.number() });

export const ingest: Bench = {
  name: 'ingest',
  about: 'rows per second into bronze, by 1 and by 4 connections, and by COPY into a file',
  async run(report) {
    const config = clusterConfig();
    const { python, javaHome } = await setUp(config, report);
    const folder = await mkdtemp(join(tmpdir(), 'sparkwright-ingest-'));
    const server = await throwawayPostgres();
    try {
      report(`inserting ${numberWord(ROWS)} orders`);
      const database = await retailDatabase(server);
      await database.initialise();
      await database.query('postgres', ORDERS);
      await database.query('postgres', 'vacuum analyze orders');
      const url = new URL(server.url('retail'));
      const spark = execa({
        cwd: config.root,
        env: {
          PYTHONPATH: 'jobs',
          PYTHONDONTWRITEBYTECODE: '1',
          JAVA_HOME: javaHome,
          // Not the profile `short`, whose limited compiler slows loads of minutes.
          SPARKWRIGHT_JAVA_OPTIONS: '-XX:+UseParallelGC',
        },
      })`${python} bench/ingest.py jdbc:postgresql://${url.host}/retail postgres ${url.password}`;
      const answers: AsyncIterator<string> = spark.iterable();
      const load = async (connections: number) => {
        spark.stdin.write(`${connections}\n`);
        const answer = await answers.next();
        if (answer.done === true)
          throw new Error('Spark has exited: run bench/ingest.py for its output');
        return loadSchema.parse(JSON.parse(answer.value)).seconds;
      };
      const seconds: Record<string, number[]> = { copy: [], 1: [], 4: [] };
      for (let round = 0; round <= ROUNDS; round += 1) {
        const took = { copy: await copy(url, join(folder, 'orders')), 1: 0, 4: 0 };
        for (const connections of CONNECTIONS) took[connections] = await load(connections);
        const times = Object.entries(took).map(([name, s]) => `${name} ${s.toFixed(1)} s`);
        report(`round ${round} of ${ROUNDS}: ${times.join(', ')}`);
        if (round > 0) for (const [name, s] of Object.entries(took)) seconds[name]?.push(s);
      }
      spark.stdin.end();
      await spark;
      return result(seconds);
    } finally {
      await server.remove();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Seconds of COPY into a file. */
async function copy(url: URL, file: string): Promise<number> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const began = performance.now();
  const rows = client.query(copyTo(`copy (select ${COLUMNS} from orders) to stdout`));
  await pipeline(rows, createWriteStream(file));
  const took = (performance.now() - began) / 1000;
  await client.end();
  return took;
}

function result(seconds: Record<string, number[]>) {
  const speed = (name: string | number) => ROWS / median(seconds[name] ?? []);
  const figure = (name: string | number): Figure => ({
    value: rounded(speed(name), 0),
    unit: 'rows/s',
  });
  return {
    figures: { COPY: figure('copy'), '1 connection': figure(1), '4 connections': figure(4) },
    ratios: {
      '1 : COPY': rounded(speed(1) / speed('copy'), 2),
      '4 : COPY': rounded(speed(4) / speed('copy'), 2),
      '4 : 1': rounded(speed(4) / speed(1), 2),
    },
  };
}
