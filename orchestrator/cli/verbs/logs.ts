/** logs: prints the output of an attempt's driver or executors. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import pc from '../../terminal/colors.ts';
import type { LogFile } from '../../ports/ports.ts';
import { NotFound, UnreachableError } from '../../model/errors.ts';
import type { Attempt } from '../../model/attempt.ts';
import { count } from '../arguments.ts';
import { attemptNamed } from '../find-attempt.ts';
import type { Context } from '../context.ts';
import type { Services } from '../../services.ts';
import { EXIT } from '../../terminal/exit-code.ts';
import { onInterrupt } from '../../terminal/interrupt.ts';
import { lastLines, newText } from '../text/log.ts';
import { logsOf } from '../logs-of.ts';
import { quoted } from '../../model/visible.ts';

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
    .option('--stage <name>', 'logs of this stage')
    .option('--attempt <n>', 'logs of this attempt at the stage', count)
    .option('--executor [n]', "executors' logs, or those of executor n, instead of the driver's")
    .option('-f, --follow', 'print new lines until the attempt ends')
    .option('-n, --lines <n>', 'print only the last n lines of each file', count)
    .addHelpText(
      'after',
      '\nWithout --stage: the open attempt of the run, else the last failed one, else the newest.',
    )
    .action(async (name: string, options: Options) => {
      const services = await context.open();
      const attempt = await attemptNamed(services.store, name, options);
      if (attempt.id !== name) context.note(pc.dim(`${attempt.id} (${attempt.state})`));
      const reader = new Reader(services, attempt, options);
      if (options.follow) return follow(context, reader, options);
      const files = await reader.read();
      if (files.length === 0) throw noLogs(attempt);
      const shown = files.map((file) => cut(file, options));
      context.print({ attempt: attempt.id, files: shown }, () => shown.map(titled).join('\n\n'));
    });
}

/** Reads the requested files of an attempt, again and again. */
class Reader {
  readonly #services: Services;
  readonly #wanted: RegExp;
  attempt: Attempt;

  constructor(services: Services, attempt: Attempt, { executor }: Options) {
    this.#services = services;
    this.attempt = attempt;
    this.#wanted =
      executor === undefined
        ? /^driver\./
        : executor === true
          ? /^executor-/
          : new RegExp(`^executor-${executor.replace(/\D/g, '')}\\.`);
  }

  /** @returns whether the attempt is still open */
  async refresh(): Promise<boolean> {
    this.attempt = (await this.#services.store.attempts.get(this.attempt.id)) ?? this.attempt;
    return this.attempt.ended === null;
  }

  async read(): Promise<LogFile[]> {
    return (await logsOf(this.#services, this.attempt)).filter(({ name }) =>
      this.#wanted.test(name),
    );
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
      else process.stdout.write(`${last === file.name ? '' : heading(file.name)}${quoted(text)}`);
      last = file.name;
    }
    if (!open) break;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) {
      process.exitCode = EXIT.interrupted;
      return;
    }
  }
  if (before.size === 0) throw noLogs(reader.attempt);
}

function cut({ name, text }: LogFile, { lines }: Options): LogFile {
  return lines === undefined ? { name, text } : { name, text: `${lastLines(text, lines)}\n` };
}

function titled({ name, text }: LogFile): string {
  return `${heading(name)}${quoted(text.trimEnd())}`;
}

function heading(name: string): string {
  return `${pc.bold(`==> ${name} <==`)}\n`;
}

function noLogs({ id, ended, driver }: Attempt): NotFound {
  if (driver === null) return new NotFound(`${id} has no driver, and so no logs`);
  return new NotFound(`there are no such logs of ${id}`, {
    hint: ended
      ? 'They were not archived, or retention removed them.'
      : 'Its driver has printed nothing yet; wait for it with --follow.',
  });
}
