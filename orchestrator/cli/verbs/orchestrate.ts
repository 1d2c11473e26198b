/** orchestrate: the scheduler in the foreground, or one run of one pipeline. */
import type { Command } from 'commander';
import type { Config } from '../../config.ts';
import { startEngine, type EngineOptions } from '../../engine/engine.ts';
import type { World } from '../../ports/ports.ts';
import type { Pipeline, Schedule } from '../../model/pipeline.ts';
import { nextSlot, scheduleFault } from '../../plan/schedule.ts';
import { Alarms } from '../alarms.ts';
import { Narrator } from '../text/narrate.ts';
import { onInterrupt } from '../../terminal/interrupt.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../../terminal/exit-code.ts';
import { pipelineNamed } from '../find.ts';
import type { Services } from '../../services.ts';
import { limitsOf } from './retention.ts';
import { startRun } from '../start-run.ts';
import { showRun } from '../text/run.ts';
import { prepared } from '../wait-for-store.ts';
import { forTerminal, jsonLine } from '../../terminal/safe-text.ts';

interface Options {
  once?: string;
}

export function orchestrate(command: Command, context: Context): void {
  command
    .option('--once <pipeline>', 'make one run, show its stages, and exit')
    .addHelpText(
      'after',
      '\nWith --once, --json prints a line for each transition, then one for the run.',
    )
    .action(async ({ once }: Options) => {
      const services = await context.open({
        pipelines: true,
        cluster: true,
        ...(once !== undefined && { logLevel: 'warn' }),
      });
      process.exitCode =
        once === undefined
          ? await schedule(services, (await context.settings()).config)
          : await runOnce(services, pipelineNamed(services.world, once), context);
    });
}

async function schedule(services: Services, config: Config): Promise<number> {
  const { world } = services;
  const interrupt = onInterrupt();
  if (!(await prepared(services, interrupt.signal))) return EXIT.interrupted;
  greet(services);
  const narrator = await Narrator.fromNow(services.store);
  const alarms = new Alarms(() => {
    started.wake();
  });
  const started = start(services, {
    schedules: true,
    keep: {
      limits: limitsOf(config),
      leftovers: services.leftovers,
      driverFolders: services.driverFolders,
    },
    heldLoads: { sources: services.sources, patience: config.hold_warning },
    reload: async () => {
      const changed = await services.reload();
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
  world.log.info('stopped; running drivers go on, and the next start adopts them');
  return 0;
}

async function runOnce(services: Services, pipeline: Pipeline, { json }: Context): Promise<number> {
  const { world, store } = services;
  const interrupt = onInterrupt();
  if (!(await prepared(services, interrupt.signal))) return EXIT.interrupted;
  const { id } = await startRun(world, pipeline, {});
  const engine = start(services, { schedules: false });
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
  return await showRun(services, id, json);
}

/** Starts the engine, which stands by while another orchestrator leads. */
function start(services: Services, options: EngineOptions) {
  const opened = services.openEngine();
  const engine = startEngine(opened.world, opened.lease, { ...options, observe: opened.observe });
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

function greet({ world, addresses }: Services): void {
  world.log.info(
    `Spark master: ${addresses.sparkPages.join(', ')}  HDFS: ${addresses.hdfsPages.join(', ')}`,
  );
  for (const { name, schedule } of world.pipelines.values())
    world.log.info(`${name}: ${when(schedule, world)}`);
}

function when(schedule: Schedule | null, { clock }: World): string {
  if (!schedule) return 'runs when it is started by hand';
  const fault = scheduleFault(schedule, clock.now());
  if (fault !== null) return `its schedule starts no run: ${fault}`;
  const next = nextSlot(schedule, clock.now());
  return `${schedule.cron} (${schedule.timezone}), next at ${next?.toISOString() ?? 'no time'}`;
}
