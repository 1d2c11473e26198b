import { setTimeout as sleep } from 'node:timers/promises';
import { startRun } from '../orchestrator/cli/start-run.ts';
import { openClock } from '../orchestrator/clock.ts';
import { startStubbed, THREE_STAGES, type Stubbed } from './stubbed.ts';
import { median, rounded, type Bench } from './bench.ts';

const WARM_UP = 100;
const ROUNDS = 200;
const QUEUED = 1_000;

/**
 * What the orchestration itself costs: an orchestrator process, a real PostgreSQL, and a master and HDFS over HTTP whose
 * drivers do nothing and end at once. From the row of the run to the row that says that it succeeded, by the database's clock.
 */
export const overhead: Bench = {
  name: 'overhead',
  about: 'milliseconds of orchestration alone for a run of three stages; stages per second; memory',
  async run(report) {
    report('starting PostgreSQL, the stub cluster and the orchestrator');
    const stubbed = await startStubbed();
    try {
      await one(stubbed, WARM_UP);
      report(`${ROUNDS} runs, one after the other`);
      const took = await one(stubbed, ROUNDS);
      report(`${QUEUED} runs at once`);
      const { seconds, transitions } = await many(stubbed, QUEUED);
      const sorted = took.toSorted((a, b) => a - b);
      return {
        figures: {
          'run, median': { value: rounded(median(took), 1), unit: 'ms' },
          'run, 95%': { value: rounded(sorted[Math.floor(ROUNDS * 0.95)] ?? 0, 1), unit: 'ms' },
          runs: { value: rounded(QUEUED / seconds, 1), unit: '/s' },
          stages: { value: rounded((3 * QUEUED) / seconds, 1), unit: '/s' },
          transitions: { value: rounded(transitions / seconds, 1), unit: '/s' },
          'memory, peak': { value: await stubbed.peakMiB(), unit: 'MiB' },
        },
        ratios: {},
      };
    } finally {
      await stubbed.stop();
    }
  },
};

/** Milliseconds of each of so many runs. */
async function one({ store, database }: Stubbed, count: number): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const { id } = await startRun(world(store), THREE_STAGES, {});
    took.push(await ended(database, id));
  }
  return took;
}

async function many({ store, database }: Stubbed, count: number) {
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
    const [found] = rows;
    if (found?.open === 0)
      return { seconds: found.seconds, transitions: (await store.history.last()) - before };
  }
}

async function ended(database: Stubbed['database'], id: string): Promise<number> {
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

function world(store: Stubbed['store']) {
  return { store, clock: openClock(), random: Math.random };
}
