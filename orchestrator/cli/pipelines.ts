/** pipelines: what there is, when it runs next, and how it went last. */
import type { Command } from 'commander';
import pMap from 'p-map';
import type { KnownPipeline, World } from '../engine/ports.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Run } from '../model/run.ts';
import { livePipelines } from '../plan/live.ts';
import type { Context } from './context.ts';
import { table } from './table.ts';
import { agoWord, stateWord, timeWord } from './words.ts';

const AT_ONCE = 8;

interface Line {
  name: string;
  /** Why it rests, or null. */
  paused: string | null;
  schedule: Pipeline['schedule'];
  nextSlot: Date | null;
  lastRun: Run | null;
  owner: string | null;
  tags: string[];
}

export function pipelines(command: Command, context: Context): void {
  command
    .option('--names', 'only their names, from the files alone')
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
  const live = await livePipelines(config.pipelines_dir, (fault) => {
    process.stderr.write(`${fault}\n`);
  });
  const names = [...live.pipelines.keys()];
  context.print({ pipelines: names }, () => names.join('\n'));
}

async function line(
  { store }: World,
  { name, schedule, owner, tags }: Pipeline,
  known: KnownPipeline | undefined,
): Promise<Line> {
  const [lastRun = null] = await store.runs.list({ pipeline: name, limit: 1 });
  const { paused = null, nextSlot = null } = known ?? {};
  return { name, paused, schedule, nextSlot: schedule && nextSlot, lastRun, owner, tags };
}

function row({ name, paused, schedule, nextSlot, lastRun, owner, tags }: Line, now: Date) {
  const at = lastRun && (lastRun.ended ?? lastRun.started ?? lastRun.created);
  return [
    name,
    paused === null ? 'active' : `paused: ${paused}`,
    schedule ? `${schedule.cron} ${schedule.timezone}` : '-',
    paused === null ? timeWord(nextSlot) : '-',
    lastRun && at ? `${stateWord(lastRun.state)} ${agoWord(at, now)}` : '-',
    owner ?? '-',
    tags.join(', ') || '-',
  ];
}
