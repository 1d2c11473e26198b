/** One run of the retail pipeline, by the user's own command. */
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { runLine } from '../../orchestrator/cli/text/narrate.ts';
import { stageTable } from '../../orchestrator/cli/text/stages.ts';
import { forTerminal } from '../../orchestrator/terminal/safe-text.ts';
import { stateWord } from '../../orchestrator/terminal/words.ts';
import type { ClusterConfig } from '../config.ts';
import { clusterEnvironment } from '../environment.ts';
import { rowsRead, parseLine, type RunOutput } from './output.ts';

export interface RunReport {
  run: string;
  /** Wall time of the command, in seconds. */
  seconds: number;
  /** Rows that ingestion read from the database. */
  read: { orders: number; history: number };
}

/**
 * Prints the run's stages.
 *
 * @param over - variables that differ from the cluster's
 * @throws Error if the run does not succeed
 */
export async function runRetail(
  config: ClusterConfig,
  signal: AbortSignal,
  over: Record<string, string> = {},
): Promise<RunReport> {
  const began = performance.now();
  const verb = ['orchestrate', '--once', 'retail', '--json'];
  const child = execa('node', ['local/first.mjs', 'orchestrator/main.ts', ...verb], {
    cwd: config.root,
    env: { ...clusterEnvironment(config), ...over },
    stdout: 'pipe',
    stderr: 'inherit',
    buffer: false,
    cancelSignal: signal,
    reject: false,
  });
  let run: RunOutput | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const output = parseLine(line);
    if ('run' in output) run = output.run;
    else console.log(forTerminal(runLine(output.transition)));
  }
  const { exitCode } = await child;
  signal.throwIfAborted();
  if (run) show(run);
  if (exitCode !== 0 || run === undefined) throw new Error(`the run of retail failed: see above`);
  const seconds = (performance.now() - began) / 1000;
  return { run: run.id, seconds, read: rowsRead(run) };
}

function show({ id, state, reason, stages, attempts }: RunOutput): void {
  console.log(forTerminal(stageTable(stages, attempts, new Date())));
  const failed = attempts.findLast((attempt) => attempt.state === 'failed');
  if (state !== 'succeeded' && failed) {
    const { error, diagnosis } = failed;
    console.log(forTerminal(error?.traceback ?? failed.reason));
    console.log(forTerminal(`${diagnosis?.advice ?? ''} See: npx sparkwright logs ${failed.id}`));
  }
  console.log(forTerminal(`${id} ${stateWord(state)}: ${reason}`));
}
