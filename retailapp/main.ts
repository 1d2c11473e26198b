import { backfill } from './backfill.ts';
import { explained, nameOf, whatHappened, type Connection } from './database.ts';
import { display } from './display.ts';
import { connectionFrom } from './environment.ts';
import { live } from './live.ts';
import { parseOptions, type Options } from './options.ts';
import { counted } from './wording.ts';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  });
}

try {
  const options = parseOptions(process.argv.slice(2));
  const connection = await connectionFrom(process.env, options.url);
  try {
    if (options.backfill === undefined) await work(connection, options);
    else await load(connection, options, options.backfill);
  } catch (error) {
    if (!interrupted.signal.aborted) throw explained(error, connection);
    process.stderr.write('stopped: nothing was loaded\n');
    process.exitCode = 130;
  }
} catch (error) {
  process.stderr.write(`${whatHappened(error)}\n`);
  process.exitCode = 1;
}

async function work(connection: Connection, options: Options): Promise<void> {
  const { seed, json, ...rest } = options;
  const screen = json ? undefined : display(process.stdout, nameOf(connection));
  const summary = await live({
    ...rest,
    connection,
    seed,
    signal: interrupted.signal,
    ...(screen ?? messages(connection)),
  }).finally(() => screen?.close());
  const { orders, transitions, delivered, open, seconds } = summary;
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...summary, seed })}\n`
      : `${counted(orders)} orders and ${counted(transitions)} transitions in ${seconds.toFixed(1)} s; ` +
          `${counted(delivered)} delivered, ${counted(open)} on their way (seed ${seed})\n`,
  );
}

async function load(connection: Connection, options: Options, orders: number): Promise<void> {
  const { seed, json, start = Date.now(), branches, days } = options;
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  let shown = begun;
  const loaded = await backfill({
    connection,
    orders,
    seed,
    start,
    branches,
    days,
    signal: interrupted.signal,
    ...messages(connection),
    onProgress: (written) => {
      if (json || performance.now() - shown < 2000) return;
      shown = performance.now();
      process.stdout.write(
        `${counted(written)} of ${counted(orders)} orders, ${seconds().toFixed(0)} s\n`,
      );
    },
  });
  const took = seconds();
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...loaded, seconds: took, seed, start: new Date(start).toISOString() })}\n`
      : `${counted(loaded.orders)} orders and ${counted(loaded.history)} changes loaded in ${took.toFixed(1)} s ` +
          `(seed ${seed}, start ${new Date(start).toISOString()})\n`,
  );
}

function messages(connection: Connection) {
  const name = nameOf(connection);
  return {
    onAway: (error: Error) =>
      void process.stderr.write(
        `database ${name} is away (${whatHappened(error)}): waiting; \`npm run up\` starts it\n`,
      ),
    onBack: (seconds: number) =>
      void process.stderr.write(`database ${name} is back after ${seconds.toFixed(1)} s\n`),
  };
}
