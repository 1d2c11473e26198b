/** orchestrate: the scheduler in the foreground, or one run of one pipeline. */
import cron from 'node-cron';
import { Loop } from '../engine/loop.ts';
import type { World } from '../engine/ports.ts';
import { TerminalError } from '../model/errors.ts';
import { runId } from '../model/run.ts';
import { nextSlot } from '../plan/schedule.ts';
import { Narrator } from './narrate.ts';
import { onInterrupt } from './interrupt.ts';
import type { OpenRooms, Rooms } from './rooms.ts';
import { showRun } from './show-run.ts';
import { prepared } from './wait-for-store.ts';

interface Options {
  once?: string;
  json?: boolean;
}

/** @returns the exit code */
export async function orchestrate(openRooms: OpenRooms, options: Options): Promise<number> {
  const { once } = options;
  const rooms = await openRooms(once === undefined ? undefined : 'warn');
  try {
    if (once === undefined) return await schedule(rooms);
    if (!rooms.world.pipelines.has(once))
      throw new TerminalError(`there is no pipeline ${once}`, {
        mend: `There is ${[...rooms.world.pipelines.keys()].join(', ') || 'none in the pipelines folder'}.`,
      });
    return await runOnce(rooms, once, options.json ?? false);
  } finally {
    await rooms.close();
  }
}

async function schedule(rooms: Rooms): Promise<number> {
  const { world } = rooms;
  const interrupt = onInterrupt();
  if (!(await prepared(rooms, interrupt.signal))) return 130;
  greet(rooms);
  const narrator = await Narrator.fromNow(world.store);
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

async function runOnce(rooms: Rooms, pipeline: string, json: boolean): Promise<number> {
  const { world } = rooms;
  const interrupt = onInterrupt();
  if (!(await prepared(rooms, interrupt.signal))) return 130;
  await world.store.registerPipeline(pipeline, world.now());
  const id = runId(pipeline, world.now(), world.random());
  const run = { id, pipeline, slot: `manual:${id}`, reason: 'started by hand' };
  await world.store.insertRun(run);
  const started = start(rooms, { schedules: false });
  const narrator = Narrator.ofRun(world.store, id);
  const done = await narrator.follow(interrupt.signal, (line, transition) => {
    process.stdout.write(`${json ? JSON.stringify(transition) : line}\n`);
  });
  await started.stop();
  if (!done) {
    process.stderr.write(`interrupted; ${id} goes on at the next start of: npm run orchestrate\n`);
    return 130;
  }
  return await showRun(world.store, id, json);
}

/** Starts the loop, which stands by where another orchestrator leads. */
function start(rooms: Rooms, { schedules }: { schedules: boolean }) {
  const holder: { loop?: Loop } = {};
  const wake = () => holder.loop?.wake();
  const lead = rooms.openLead(wake);
  const loop = Loop.start(rooms.world, { schedules, leads: () => lead.leads() });
  holder.loop = loop;
  return {
    wake,
    stop: async () => {
      await loop.stop();
      await lead.close();
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

function when(schedule: { cron: string; timezone: string } | null, { now }: World): string {
  if (!schedule) return 'runs when it is started by hand';
  return `${schedule.cron} (${schedule.timezone}), next at ${nextSlot(schedule, now()).toISOString()}`;
}
