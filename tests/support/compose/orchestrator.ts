/** Runs pipelines of the composed system with the `sparkwright` command on the host. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '../../../orchestrator/model/run.ts';
import { sparkwright } from './system.ts';

interface Shown {
  run: Run;
  attempts: {
    stage: string;
    state: string;
    application: string | null;
    result: { rows: Record<string, { read: number; written: number }> } | null;
  }[];
}

/** `npm run orchestrate` as a process. */
export function orchestrate(): { stop(): Promise<void> } {
  const child = sparkwright('orchestrate');
  return {
    async stop() {
      child.kill('SIGINT');
      assert.equal((await child).exitCode, 0);
    },
  };
}

async function json<T>(...args: string[]): Promise<T> {
  const { stdout, stderr, exitCode } = await sparkwright('--json', ...args);
  assert.equal(exitCode, 0, stderr);
  return JSON.parse(stdout) as T;
}

export function show(run: string): Promise<Shown> {
  return json<Shown>('show', run);
}

/** Queues a run of `retail` and resolves with its id. */
export async function start(): Promise<string> {
  return (await json<{ run: Run }>('run', 'retail')).run.id;
}

/** Resolves once a driver of the stage runs. */
export async function works(run: string, stage: string): Promise<void> {
  await until(run, ({ attempts }) =>
    attempts.some((each) => each.stage === stage && ['running', 'succeeded'].includes(each.state)),
  );
}

/** Resolves once the run has succeeded. @returns the number of rows that its stage `ingest` wrote */
export async function succeeds(run: string): Promise<number> {
  const { run: ended, attempts } = await until(run, ({ run: { ended: at } }) => at !== null);
  assert.equal(ended.state, 'succeeded', `${ended.reason}\n${JSON.stringify(attempts, null, 2)}`);
  const ingested = attempts.find(({ stage, state }) => stage === 'ingest' && state === 'succeeded');
  return Object.values(ingested?.result?.rows ?? {}).reduce((sum, { written }) => sum + written, 0);
}

/** The first scheduled run after this moment that is not skipped. */
export async function scheduled(after: Date): Promise<string> {
  for (;;) {
    const { runs } = await json<{ runs: Run[] }>('runs', '--pipeline', 'retail');
    const found = runs
      .filter(({ slot, state }) => slot.startsWith('cron:') && state !== 'skipped')
      .findLast(({ created }) => new Date(created) > after);
    if (found) return found.id;
    await sleep(1_000);
  }
}

async function until(run: string, enough: (shown: Shown) => boolean): Promise<Shown> {
  for (;;) {
    const shown = await sparkwright('--json', 'show', run);
    // The command fails while PostgreSQL is away.
    if (shown.exitCode === 0) {
      const found = JSON.parse(shown.stdout) as Shown;
      if (enough(found)) return found;
    }
    await sleep(1_000);
  }
}
