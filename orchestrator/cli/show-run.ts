import Table from 'cli-table3';
import pc from 'picocolors';
import type { World } from '../engine/ports.ts';
import { logsOf } from './logs-of.ts';
import type { Attempt } from '../model/attempt.ts';
import type { StageRun } from '../model/run.ts';

const LOG_LINES = 30;

/** Prints how a run ended, stage by stage, and what its failed drivers said last; returns the exit code. */
export async function showRun(world: World, id: string, json: boolean): Promise<number> {
  const { store } = world;
  const run = await store.runs.get(id);
  const stages = await store.stages.of(id);
  const attempts = await store.attempts.of(id);
  const code = run?.state === 'succeeded' ? 0 : 1;
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...run, stages, attempts })}\n`);
    return code;
  }
  const titles = ['stage', 'state', 'seconds', 'attempts', 'read', 'written', 'driver'];
  const table = new Table({
    head: titles.map((title) => pc.bold(title)),
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const stage of stages) table.push(row(stage, attempts));
  process.stdout.write(`${table.toString()}\n`);
  for (const { name, state, reason } of stages)
    if (state === 'failed' || state === 'skipped')
      process.stdout.write(`${name} ${colour(state)}: ${reason}\n`);
  const failed = attempts.findLast(({ state }) => state === 'failed');
  if (code !== 0 && failed) process.stderr.write(await lastWords(world, failed));
  const verdict = code === 0 ? pc.green('succeeded') : pc.red(run?.state ?? 'is gone');
  process.stdout.write(`${id} ${verdict}: ${run?.reason ?? ''}\n`);
  return code;
}

function row(stage: StageRun, attempts: readonly Attempt[]): string[] {
  const own = attempts.filter((attempt) => attempt.stage === stage.name);
  const last = own.at(-1);
  const counts = Object.values(last?.result?.rows ?? {});
  const total = (field: 'read' | 'written') =>
    counts.reduce((sum, count) => sum + (count[field] ?? 0), 0).toLocaleString('en');
  const said = counts.some(({ read }) => read !== null);
  return [
    stage.name,
    colour(stage.state),
    stage.started && stage.ended ? seconds(stage.started, stage.ended) : '',
    String(own.length),
    said ? total('read') : '',
    last?.result ? total('written') : '',
    last?.driver ?? '',
  ];
}

async function lastWords(world: World, attempt: Attempt): Promise<string> {
  const { id, error, diagnosis } = attempt;
  const why = error?.traceback ?? (error ? `${error.class}: ${error.message}` : '');
  const advice = diagnosis ? `\n${pc.bold(diagnosis.class)}: ${diagnosis.advice}\n` : '\n';
  const logs = await logsOf(world, attempt).catch(() => []);
  const words = logs
    .filter(({ name }) => name.startsWith('driver.'))
    .map(({ name, text }) => `\nLast lines of ${name}:\n${indent(lastLines(text))}\n`);
  return `\n${pc.bold(id)} failed:\n${indent(why.trimEnd())}\n${advice}${words.join('')}`;
}

function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-LOG_LINES).join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

function colour(state: string): string {
  if (state === 'succeeded') return pc.green(state);
  return state === 'failed' ? pc.red(state) : state;
}

function seconds(from: Date, to: Date): string {
  return ((to.getTime() - from.getTime()) / 1000).toFixed(1);
}
