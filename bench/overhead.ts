/**
 * Measures the cost of orchestration alone, for runs of three stages: milliseconds of a run, runs, stages and transitions per
 * second with 1,000 runs queued, and the orchestrator's peak memory in MiB. PostgreSQL is real; master and HDFS are stubs over
 * HTTP whose drivers end at once. A run lasts from its insertion to its success, by the database's clock.
 *
 * Run: npm run bench -- overhead
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startRun } from '../orchestrator/cli/start-run.ts';
import { openClock } from '../orchestrator/clock.ts';
import { numberWord } from '../orchestrator/terminal/words.ts';
import { median, rounded, type Bench } from './bench.ts';
import { startStubSystem, THREE_STAGES, type StubSystem } from './stub-system.ts';

const WARM_UP = 100;
const ROUNDS = 200;
const QUEUED = 1_000;

export const overhead: Bench = {
  name: 'overhead',
  about: 'milliseconds of a run of three stages by orchestration alone; stages per second; MiB',
  async run(report) {
    report('starting PostgreSQL, the stub cluster and the orchestrator');
    const system = await startStubSystem();
    try {
      await runInTurn(system, WARM_UP);
      report(`${numberWord(ROUNDS)} runs, one after the other`);
      const took = await runInTurn(system, ROUNDS);
      report(`${numberWord(QUEUED)} runs at once`);
      const { seconds, transitions } = await runAtOnce(system, QUEUED);
      const sorted = took.toSorted((a, b) => a - b);
      return {
        figures: {
          'run, median': { value: rounded(median(took), 1), unit: 'ms' },
          'run, 95%': { value: rounded(sorted[Math.floor(ROUNDS * 0.95)] ?? 0, 1), unit: 'ms' },
          runs: { value: rounded(QUEUED / seconds, 1), unit: '/s' },
          stages: { value: rounded((3 * QUEUED) / seconds, 1), unit: '/s' },
          transitions: { value: rounded(transitions / seconds, 1), unit: '/s' },
          'memory, peak': { value: await system.peakMiB(), unit: 'MiB' },
        },
        ratios: {},
      };
    } finally {
      await system.stop();
    }
  },
};

/** Starts each run after the one before has ended; returns their milliseconds. */
async function runInTurn({ store, database }: StubSystem, count: number): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const { id } = await startRun(world(store), THREE_STAGES, {});
    took.push(await untilSucceeded(database, id));
  }
  return took;
}

async function runAtOnce({ store, database }: StubSystem, count: number) {
  const before = await store.history.last();
  const runs: string[] = [];
  for (let i = 0; i < count; i += 1)
    runs.push((await startRun(world(store), { ...THREE_STAGES, priority: 1 }, {})).id);
  for (;;) {
    await sleep(200);
    const { rows } = await database.query<{ open: number; seconds: number }>(
      `select count(*) filter (where ended is null)::int as open,
         extract(epoch from max(ended) - min(started))::float8 as seconds from run where id = any ($1)`,
      [runs],
    );
    const [totals] = rows;
    if (totals?.open === 0)
      return { seconds: totals.seconds, transitions: (await store.history.last()) - before };
  }
}

/** Milliseconds of the run. */
async function untilSucceeded(database: StubSystem['database'], id: string): Promise<number> {
  for (;;) {
    const { rows } = await database.query<{ state: string; milliseconds: number }>(
      `select state, extract(epoch from ended - created)::float8 * 1000 as milliseconds from run where id = $1`,
      [id],
    );
    if (rows[0]?.state === 'succeeded') return rows[0].milliseconds;
    if (rows[0]?.state === 'failed') throw new Error(`${id} failed`);
    await sleep(20);
  }
}

function world(store: StubSystem['store']) {
  return { store, clock: openClock(), random: Math.random };
}
