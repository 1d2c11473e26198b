/** orchestrate: the scheduler in the foreground, or one run of one pipeline. */
import type { Command } from 'commander';
import type { Config } from '../config.ts';
import { startEngine, type EngineOptions } from '../engine/engine.ts';
import type { World } from '../engine/ports.ts';
import type { Pipeline, Schedule } from '../model/pipeline.ts';
import { checkPools } from '../plan/pools.ts';
import { nextSlot } from '../plan/schedule.ts';
import { Alarms } from './alarms.ts';
import { Narrator } from './narrate.ts';
import { onInterrupt } from './interrupt.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { pipelineNamed } from './find.ts';
import type { Rooms } from './rooms.ts';
import { limitsOf } from './retention.ts';
import { startRun } from './start-run.ts';
import { showRun } from './show-run.ts';
import { prepared } from './wait-for-store.ts';
import { forTerminal, jsonLine } from './terminal.ts';

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
          ? await schedule(rooms, (await context.settings()).config)
          : await runOnce(rooms, pipelineNamed(rooms.world, once), context);
    });
}

async function schedule(rooms: Rooms, config: Config): Promise<number> {
  const { world } = rooms;
  const interrupt = onInterrupt();
  if (!(await prepared(rooms, interrupt.signal))) return EXIT.interrupted;
  greet(rooms);
  const narrator = await Narrator.fromNow(rooms.store);
  const alarms = new Alarms(() => {
    started.wake();
  });
  const started = start(rooms, {
    schedules: true,
    keep: {
      limits: limitsOf(config),
      leftovers: rooms.leftovers,
      driverFolders: rooms.driverFolders,
    },
    holding: { sources: rooms.sources, patience: config.hold_warning },
    reload: async () => {
      const changed = await rooms.reload();
      if (changed) await alarms.set(world.pipelines);
      return changed;
    },
  });
  await alarms.set(world.pipelines);
  await narrator.follow(interrupt.signal, (line) => {
    world.log.info(line);
  });
  await alarms.stop();
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
    process.stdout.write(`${json ? jsonLine(transition) : forTerminal(line)}\n`);
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
function start(rooms: Rooms, options: EngineOptions) {
  const opened = rooms.openEngine();
  const engine = startEngine(opened.world, opened.lease, options);
  opened.attach(engine);
  return {
    wake: () => {
      engine.wake();
    },
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
