import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import ms, { type StringValue } from 'ms';
import { mostBranches } from './branches.ts';

/** Options of the command line. Durations are milliseconds, times are milliseconds since 1970. */
export interface Options {
  readonly rate: number;
  readonly branches: number;
  readonly seed: string;
  readonly clock: number;
  readonly start?: number;
  readonly duration?: number;
  readonly orders?: number;
  readonly backfill?: number;
  readonly days: number;
  readonly url?: string;
  readonly json?: boolean;
}

/** Parses the command line. Prints its error, or help, and then ends the process. */
export function parseOptions(argv: readonly string[]): Options {
  const command = new Command('retail')
    .description(
      'A simulated retail company: it writes orders and their changes into its database.',
    )
    .option('--rate <n>', 'new orders per second, on average', number(0), 5)
    .option(
      '--branches <n>',
      `number of branches, 1 to ${mostBranches}`,
      whole(1, mostBranches),
      20,
    )
    .option(
      '--seed <text>',
      'the same seed, options and --start give the same orders (default: drawn)',
    )
    .option(
      '--start <time>',
      'start of the company’s time, and end of a backfill: ISO 8601 (default: now)',
      moment,
    )
    .addOption(
      new Option('--clock <factor>', 'seconds of the company per real second')
        .argParser(number(0.001))
        .default(1)
        .conflicts('backfill'),
    )
    .addOption(
      new Option('--duration <time>', 'end after this time: 30s, 5m, 2h')
        .argParser(duration)
        .conflicts('backfill'),
    )
    .addOption(
      new Option(
        '--orders <n>',
        'make this many new orders, and end when all open ones are delivered',
      )
        .argParser(whole(0))
        .conflicts('backfill'),
    )
    .addOption(
      new Option('--backfill <n>', 'load this many past orders, and end').argParser(whole(1)),
    )
    .option('--days <n>', 'length of a backfill in days', number(0.01), 30)
    .option('--url <url>', 'the database (default: RETAIL_DATABASE_URL)')
    .option('--json', 'print only a line of JSON at the end')
    .addHelpText('after', examples)
    .parse(argv, { from: 'user' });
  const { seed, ...options } = command.opts<Omit<Options, 'seed'> & { seed?: string }>();
  return { ...options, seed: seed ?? String(randomInt(1_000_000)) };
}

const examples = `
Examples:
  npm run retail                                    five orders a second, deliveries take days
  npm run retail -- --clock 86400 --duration 1m     a day passes in every second, for a minute
  npm run retail -- --backfill 20000 --seed 1       orders of the past 30 days, with their changes`;

function number(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < least) {
      throw new InvalidArgumentError(`Give a number from ${least} up.`);
    }
    return value;
  };
}

function whole(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = number(least)(text);
    if (!Number.isInteger(value) || value > most) {
      throw new InvalidArgumentError(
        most === Number.MAX_SAFE_INTEGER
          ? 'Give a whole number.'
          : `Give a whole number from ${least} to ${most}.`,
      );
    }
    return value;
  };
}

// Node's timers are limited to 31 bits of milliseconds.
const longest = 2 ** 31 - 1;

function duration(text: string): number {
  const value = /[a-z]\s*$/i.test(text)
    ? (ms(text as StringValue) as number | undefined)
    : undefined;
  if (value === undefined || !(value > 0 && value <= longest)) {
    throw new InvalidArgumentError('Give a time with its unit, up to 24d: 30s, 5m, 2h.');
  }
  return value;
}

function moment(text: string): number {
  const value = Date.parse(text);
  if (Number.isNaN(value))
    throw new InvalidArgumentError('Give a moment such as 2026-01-31T12:00:00Z.');
  return value;
}
