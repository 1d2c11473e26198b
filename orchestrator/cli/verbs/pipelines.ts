/** pipelines: lists pipelines with their next slots and last runs. */
import type { Command } from 'commander';
import pMap from 'p-map';
import type { KnownPipeline, Store, World } from '../../ports/ports.ts';
import type { Pipeline } from '../../model/pipeline.ts';
import type { Run } from '../../model/run.ts';
import { livePipelines } from '../../plan/live.ts';
import { scheduleFault } from '../../plan/schedule.ts';
import type { Context } from '../context.ts';
import { table } from '../../terminal/table.ts';
import { agoWord, stateWord, timeWord } from '../../terminal/words.ts';

const AT_ONCE = 8;

interface Line {
  name: string;
  /** The reason of its pause; null if it is active. */
  paused: string | null;
  schedule: Pipeline['schedule'];
  nextSlot: Date | null;
  /** Why its schedule starts no run; null if it does. */
  fault: string | null;
  lastRun: Run | null;
  owner: string | null;
  tags: string[];
}

export function pipelines(command: Command, context: Context): void {
  command
    .option('--names', 'print names only, from the files alone')
    .action(async ({ names }: { names?: boolean }) => {
      if (names) return printNames(context);
      const { world } = await context.open({ pipelines: true });
      const known = new Map((await world.store.pipelines.list()).map((each) => [each.name, each]));
      const lines = await pMap(
        world.pipelines.values(),
        (pipeline) => line(world, pipeline, known.get(pipeline.name)),
        { concurrency: AT_ONCE },
      );
      const now = world.clock.now();
      context.print({ pipelines: lines }, () =>
        table(
          ['pipeline', 'state', 'schedule', 'next slot (UTC)', 'last run', 'owner', 'tags'],
          lines.map((each) => row(each, now)),
          'There are no pipelines.',
        ),
      );
    });
}

async function printNames(context: Context): Promise<void> {
  const { config } = await context.settings();
  const live = await livePipelines(config.pipelines_dir, config.pools, (fault) => {
    process.stderr.write(`${fault}\n`);
  });
  const names = [...live.pipelines.keys()];
  context.print({ pipelines: names }, () => names.join('\n'));
}

async function line(
  { store, clock }: World & { store: Store },
  { name, schedule, owner, tags }: Pipeline,
  known: KnownPipeline | undefined,
): Promise<Line> {
  const [lastRun = null] = await store.runs.list({ pipeline: name, limit: 1 });
  const { paused = null, nextSlot = null } = known ?? {};
  const fault = schedule && scheduleFault(schedule, clock.now());
  const next = fault === null ? schedule && nextSlot : null;
  return { name, paused, schedule, nextSlot: next, fault, lastRun, owner, tags };
}

function row({ name, paused, schedule, nextSlot, fault, lastRun, owner, tags }: Line, now: Date) {
  const at = lastRun && (lastRun.ended ?? lastRun.started ?? lastRun.created);
  return [
    name,
    paused === null ? 'active' : `paused: ${paused}`,
    schedule ? `${schedule.cron} ${schedule.timezone}` : '-',
    paused === null ? (fault ?? timeWord(nextSlot)) : '-',
    lastRun && at ? `${stateWord(lastRun.state)} ${agoWord(at, now)}` : '-',
    owner ?? '-',
    tags.join(', ') || '-',
  ];
}
