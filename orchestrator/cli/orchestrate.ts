/** orchestrate: the scheduler in the foreground, or one run of one pipeline. */
import type { Command } from 'commander';
import cron from 'node-cron';
import { startEngine } from '../engine/engine.ts';
import type { World } from '../engine/ports.ts';
import type { Pipeline, Schedule } from '../model/pipeline.ts';
import { checkPools } from '../plan/pools.ts';
import { nextSlot } from '../plan/schedule.ts';
import { Narrator } from './narrate.ts';
import { onInterrupt } from './interrupt.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { pipelineNamed } from './find.ts';
import type { Rooms } from './rooms.ts';
import { startRun } from './start-run.ts';
import { showRun } from './show-run.ts';
import { prepared } from './wait-for-store.ts';

interface Options {
  once?: string;
}

export function orchestrate(command: Command, context: Context): void {
  command
    .option('--once <pipeline>', 'make one run, show its stages, and end with it')
    .addHelpText(
      'after',
      '\nWith --once, --json prints a line for each transition, then one for the run.',
    )
    .action(async ({ once }: Options) => {
      const rooms = await context.open({
        pipelines: true,
        cluster: true,
        ...(once !== undefined && { logLevel: 'warn' }),
      });
      checkPools(rooms.world.pipelines.values(), rooms.world.pools);
      process.exitCode =
        once === undefined
          ? await schedule(rooms)
          : await runOnce(rooms, pipelineNamed(rooms.world, once), context);
    });
}

async function schedule(rooms: Rooms): Promise<number> {
  const { world } = rooms;
  const interrupt = onInterrupt();
  if (!(await prepared(rooms, interrupt.signal))) return EXIT.interrupted;
  greet(rooms);
  const narrator = await Narrator.fromNow(rooms.store);
  const started = start(rooms, { schedules: true });
  const timers = [...world.pipelines.values()].flatMap(({ schedule }) =>
    schedule ? [cron.schedule(schedule.cron, started.wake, { timezone: schedule.timezone })] : [],
  );
  await narrator.follow(interrupt.signal, (line) => {
    world.log.info(line);
  });
  for (const timer of timers) await timer.stop();
  await started.stop();
  world.log.info('stopped; drivers that run go on, and the next start goes on with them');
  return 0;
}

async function runOnce(rooms: Rooms, pipeline: Pipeline, { json }: Context): Promise<number> {
  const { world, store } = rooms;
  const interrupt = onInterrupt();
  if (!(await prepared(rooms, interrupt.signal))) return EXIT.interrupted;
  const { id } = await startRun(world, pipeline, {});
  const engine = start(rooms, { schedules: false });
  const narrator = Narrator.ofRun(store, id);
  const done = await narrator.follow(interrupt.signal, (line, transition) => {
    process.stdout.write(`${json ? JSON.stringify(transition) : line}\n`);
  });
  await engine.stop();
  if (!done) {
    process.stderr.write(
      `interrupted; ${id} goes on at the next start of: sparkwright orchestrate\n`,
    );
    return EXIT.interrupted;
  }
  return await showRun(world, id, json);
}

/** Starts the engine, which stands by where another orchestrator leads. */
function start(rooms: Rooms, options: { schedules: boolean }) {
  const opened = rooms.openEngine();
  const engine = startEngine(opened.world, opened.lease, options);
  const wake = () => {
    engine.wake();
  };
  opened.onWake(wake);
  return {
    wake,
    stop: async () => {
      await engine.stop();
      await opened.close();
    },
  };
}

function greet({ world, addresses }: Rooms): void {
  world.log.info(
    `Spark master: ${addresses.sparkPages.join(', ')}  HDFS: ${addresses.hdfsPages.join(', ')}`,
  );
  for (const { name, schedule } of world.pipelines.values())
    world.log.info(`${name}: ${when(schedule, world)}`);
}

function when(schedule: Schedule | null, { clock }: World): string {
  if (!schedule) return 'runs when it is started by hand';
  const next = nextSlot(schedule, clock.now());
  return `${schedule.cron} (${schedule.timezone}), next at ${next?.toISOString() ?? 'no time any more'}`;
}
