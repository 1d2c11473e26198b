/** The lines of `orchestrate --once --json`: transitions, then the run. */
import type { Transition } from '../../orchestrator/ports/ports.ts';
import type { Attempt } from '../../orchestrator/model/attempt.ts';
import type { Run, StageRun } from '../../orchestrator/model/run.ts';

export interface RunOutput extends Run {
  stages: StageRun[];
  attempts: Attempt[];
}

export type OutputLine = { run: RunOutput } | { transition: Transition };

const TIMES = new Set(['at', 'created', 'started', 'ended']);

/** @throws SyntaxError if the line is not JSON */
export function parseLine(line: string): OutputLine {
  const value = JSON.parse(line, (key, each: unknown) =>
    TIMES.has(key) && typeof each === 'string' ? new Date(each) : each,
  ) as RunOutput | Transition;
  return 'stages' in value ? { run: value } : { transition: value };
}

/** Rows that the last attempt of ingestion read from the database. */
export function rowsRead({ attempts }: Pick<RunOutput, 'attempts'>): {
  orders: number;
  history: number;
} {
  const rows = attempts.findLast(({ stage }) => stage === 'ingest')?.result?.rows ?? {};
  return {
    orders: rows['lake.bronze.orders']?.read ?? 0,
    history: rows['lake.bronze.ordershistory']?.read ?? 0,
  };
}
