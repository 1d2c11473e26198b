/** logs: what the driver, or the executors, of an attempt printed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import pc from './colors.ts';
import type { LogFile, World } from '../engine/ports.ts';
import { UnreachableError } from '../model/errors.ts';
import type { Attempt } from '../model/attempt.ts';
import { count } from './arguments.ts';
import { attemptNamed } from './find-attempt.ts';
import type { Context } from './context.ts';
import { EXIT, NotFound } from './exit-code.ts';
import { onInterrupt } from './interrupt.ts';
import { lastLines, newText } from './log-text.ts';
import { logsOf } from './logs-of.ts';
import { visible } from '../model/visible.ts';

const POLL_MS = 1_000;

interface Options {
  stage?: string;
  attempt?: number;
  executor?: true | string;
  follow?: true;
  lines?: number;
}

export function logs(command: Command, context: Context): void {
  command
    .option('--stage <name>', 'of this stage')
    .option('--attempt <n>', 'of this attempt at it', count)
    .option('--executor [n]', "the executors' logs, or those of one, and not the driver's")
    .option('-f, --follow', 'go on while the attempt does')
    .option('-n, --lines <n>', 'only so many lines of each, from the end', count)
    .addHelpText(
      'after',
      '\nOf a run without --stage: the attempt that is open, or else failed last, or else is the newest.',
    )
    .action(async (name: string, options: Options) => {
      const { world } = await context.open();
      const attempt = await attemptNamed(world.store, name, options);
      if (attempt.id !== name) context.note(pc.dim(`${attempt.id} (${attempt.state})`));
      const reader = new Reader(world, attempt, options);
      if (options.follow) return follow(context, reader, options);
      const files = await reader.read();
      if (files.length === 0) throw nothing(attempt);
      const shown = files.map((file) => cut(file, options));
      context.print({ attempt: attempt.id, files: shown }, () => shown.map(titled).join('\n\n'));
    });
}

/** Reads the files that were asked for, and knows whether more may come. */
class Reader {
  readonly #world: World;
  readonly #wanted: RegExp;
  attempt: Attempt;

  constructor(world: World, attempt: Attempt, { executor }: Options) {
    this.#world = world;
    this.attempt = attempt;
    this.#wanted =
      executor === undefined
        ? /^driver\./
        : executor === true
          ? /^executor-/
          : new RegExp(`^executor-${executor.replace(/\D/g, '')}\\.`);
  }

  /** @returns whether the attempt was open still before it was read */
  async refresh(): Promise<boolean> {
    this.attempt = (await this.#world.store.attempts.get(this.attempt.id)) ?? this.attempt;
    return this.attempt.ended === null;
  }

  async read(): Promise<LogFile[]> {
    return (await logsOf(this.#world, this.attempt)).filter(({ name }) => this.#wanted.test(name));
  }
}

async function follow(context: Context, reader: Reader, options: Options): Promise<void> {
  const { signal } = onInterrupt();
  const before = new Map<string, string>();
  let last = '';
  for (;;) {
    const open = await reader.refresh();
    const files = await reader.read().catch((error: unknown) => {
      if (error instanceof UnreachableError) return [];
      throw error;
    });
    for (const file of files) {
      const seen = before.get(file.name);
      const text = seen === undefined ? cut(file, options).text : newText(seen, file.text);
      before.set(file.name, file.text);
      if (text === '') continue;
      if (context.json) context.print({ name: file.name, text }, () => '');
      else process.stdout.write(`${last === file.name ? '' : heading(file.name)}${visible(text)}`);
      last = file.name;
    }
    if (!open) break;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) {
      process.exitCode = EXIT.interrupted;
      return;
    }
  }
  if (before.size === 0) throw nothing(reader.attempt);
}

function cut({ name, text }: LogFile, { lines }: Options): LogFile {
  return lines === undefined ? { name, text } : { name, text: `${lastLines(text, lines)}\n` };
}

function titled({ name, text }: LogFile): string {
  return `${heading(name)}${visible(text.trimEnd())}`;
}

function heading(name: string): string {
  return `${pc.bold(`==> ${name} <==`)}\n`;
}

function nothing({ id, ended, driver }: Attempt): NotFound {
  if (driver === null) return new NotFound(`${id} has no driver, and so no logs`);
  return new NotFound(`there are no such logs of ${id}`, {
    mend: ended
      ? 'They were not archived, or are no longer kept.'
      : 'Its driver has printed nothing yet; wait for it with --follow.',
  });
}
