/**
 * Measures milliseconds of the orchestrator's work at scale: loading and registering 1,000 pipelines of 50 stages, parsing and
 * planning a DAG of 5,000 stages, and an idle pass of the engine with and without 100,000 past runs in the store.
 *
 * Run: npm run bench -- scale
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { register } from '../orchestrator/engine/register.ts';
import type { Store, World } from '../orchestrator/ports/ports.ts';
import { ticking } from '../orchestrator/engine/steps/tick.ts';
import { loadPipelines, parsePipeline, type LoadedFiles } from '../orchestrator/plan/load.ts';
import { Database } from '../orchestrator/store/connect.ts';
import { migrate } from '../orchestrator/store/migrate.ts';
import { openStore } from '../orchestrator/store/store.ts';
import { numberWord } from '../orchestrator/terminal/words.ts';
import { planRun } from '../orchestrator/plan/run-plan.ts';
import { throwawayPostgres } from '../tests/support/postgres.ts';
import { median, rounded, type Bench } from './bench.ts';

const PIPELINES = 1_000;
const STAGES = 50;
const LARGE = 5_000;
const PAST_RUNS = 100_000;
const ROUNDS = 40;

export const scale: Bench = {
  name: 'scale',
  about: `milliseconds for ${numberWord(PIPELINES)} pipelines, a DAG of ${numberWord(LARGE)} stages, and ${numberWord(PAST_RUNS)} past runs`,
  async run(report) {
    const folder = await mkdtemp(join(tmpdir(), 'sparkwright-scale-'));
    const postgres = await throwawayPostgres();
    const config = { connectionString: postgres.url() };
    await migrate(config);
    const database = new Database(config);
    const store = openStore(database);
    try {
      report(`${numberWord(PIPELINES)} pipelines of ${STAGES} stages each`);
      for (let i = 0; i < PIPELINES; i++)
        await writeFile(join(folder, `p${i}.yaml`), yaml(`p${i}`, STAGES));
      const known: LoadedFiles = new Map();
      const [load, pipelines] = await timed(() => loadPipelines(folder, known));
      const [reload] = await timed(() => loadPipelines(folder, known));
      const world = worldOf(store, pipelines);
      const [registering] = await timed(() => register(world));
      // Every schedule is due in the same minute.
      await database.query(`update pipeline set next_slot = date_trunc('minute', now())`);
      const [due] = await timed(() => ticking()(world));
      await database.query(`truncate run cascade`);

      report(`a DAG of ${numberWord(LARGE)} stages`);
      const text = yaml('large', LARGE);
      const [parsing, large] = await timed(() =>
        Promise.resolve(parsePipeline(text, 'large.yaml')),
      );
      await store.pipelines.register('large', '', null, new Date());
      await insertRun(store, 'large');
      const version = await store.pipelines.version(large, 'abc');
      const plan = planRun(large, {}, { version, release: 'abc', deadline: null });
      const [planning] = await timed(() => store.runs.plan('large', plan));
      await database.query(`truncate run cascade`);

      report(`an idle pass without past runs, and with ${numberWord(PAST_RUNS)}`);
      const fresh = await passes(store);
      await database.query(PAST, [PAST_RUNS]);
      await database.query(`analyze`);
      const old = await passes(store);
      const ms = (value: number) => ({ value: rounded(value, 1), unit: 'ms' });
      return {
        figures: {
          'load 1,000': ms(load),
          'load again': ms(reload),
          'register 1,000': ms(registering),
          '1,000 slots due': ms(due),
          'parse 5,000': ms(parsing),
          'plan 5,000': ms(planning),
          'pass, no past': { value: rounded(fresh, 2), unit: 'ms' },
          'pass, past': { value: rounded(old, 2), unit: 'ms' },
        },
        ratios: { 'past/no past': rounded(old / fresh, 2) },
      };
    } finally {
      await database.close();
      await postgres.remove();
      await rm(folder, { recursive: true });
    }
  },
};

/** A pipeline in which each stage comes after the two before it. */
function yaml(name: string, stages: number): string {
  const lines = Array.from({ length: stages }, (_, i) => {
    const after = [i - 1, i - 2].filter((each) => each >= 0).map((each) => `s${each}`);
    return `  s${i}: { job: job.py, after: [${after.join(', ')}] }`;
  });
  return `pipeline: ${name}\nschedule: { cron: '* * * * *' }\nstages:\n${lines.join('\n')}\n`;
}

async function insertRun(store: Store, pipeline: string): Promise<void> {
  const now = new Date();
  await store.runs.insert({
    id: pipeline,
    pipeline,
    slot: 'manual:1',
    slotStart: now,
    slotEnd: now,
    params: {},
    priority: 0,
    reason: 'bench',
    state: 'queued',
    notBefore: null,
  });
}

/** Median milliseconds of the store's queries in an idle pass of the engine. */
async function passes(store: Store): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const [each] = await timed(async () => {
      const now = new Date();
      await store.attempts.open();
      await store.attempts.uncommitted();
      await store.runs.queued(now);
      await store.stages.ready(now, 1_000);
      await store.stages.admitted();
      await store.runs.killing();
      await store.runs.overdue(now);
      await store.pipelines.due(now);
      await store.runs.busy();
      await store.attempts.unarchived(10);
      await store.runs.unalerted(20);
    });
    took.push(each);
  }
  return median(took);
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const began = performance.now();
  const value = await work();
  return [performance.now() - began, value];
}

function worldOf(store: Store, pipelines: Awaited<ReturnType<typeof loadPipelines>>): World {
  return {
    store,
    clock: { now: () => new Date(), steady: () => new Date(), sleep: () => Promise.resolve() },
    random: Math.random,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    pipelines: new Map(pipelines.map((pipeline) => [pipeline.name, pipeline])),
  } as unknown as World;
}

/** Inserts past runs with a stage and an attempt each. */
const PAST = `
  with made as (
    insert into run (id, pipeline, slot, state, reason, created, started, ended, version, release, alerted)
    select 'past-' || n, 'p' || n % 1000, 'past:' || n, 'succeeded', 'past', now() - n * interval '1 minute',
      now() - n * interval '1 minute', now() - n * interval '1 minute', 1, 'abc', true
    from generate_series(1, $1::int) n returning id),
  staged as (
    insert into stage (run, name, position, after, state, reason)
    select id, 's0', 1, '{}', 'succeeded', 'past' from made returning run)
  insert into attempt (id, run, stage, number, state, reason, driver, committed, archived, ended)
  select run || '-s0-1', run, 's0', 1, 'succeeded', 'past', 'driver-' || run, true, true, now() from staged`;
