/** backfill: a run for each slot of a time range, each with the rows of its interval. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { scheduleOf } from '../../engine/register.ts';
import type { World } from '../../ports/ports.ts';
import { ACTIVE, runId, type NewRun } from '../../model/run.ts';
import type { Pipeline } from '../../model/pipeline.ts';
import { runParams } from '../../plan/params.ts';
import { backfillSlot } from '../../plan/slot-names.ts';
import { count, paramOption, span } from '../arguments.ts';
import { checkSources, intervalsOf, type Interval, type Range } from '../../plan/backfill.ts';
import { confirmed } from '../../terminal/confirm.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../../terminal/exit-code.ts';
import { pipelineNamed } from '../find.ts';
import { onInterrupt } from '../../terminal/interrupt.ts';
import { noteNoLeader } from '../leader.ts';
import { table } from '../../terminal/table.ts';
import { timeWord } from '../../terminal/words.ts';

/** More runs than this need a confirmation. */
const UNCONFIRMED = 10;
const POLL_MS = 500;

interface Options extends Range {
  param: Record<string, string>;
  limit?: number;
  id?: string;
  dryRun?: true;
  yes?: true;
}

export function backfill(command: Command, context: Context): void {
  command
    .requiredOption('--from <time>', 'slots after this time; a date is its midnight')
    .requiredOption('--to <time>', 'slots up to this time')
    .option('--every <duration>', 'interval of each run, for a pipeline without a schedule', span)
    .addOption(paramOption('set a parameter of every run; repeatable'))
    .option('--limit <n>', 'stay, and queue a run only while fewer than n of its own go on', count)
    .option('--id <backfill>', 'continue this backfill: queue only its missing runs')
    .option('--dry-run', 'show the runs, queue none')
    .option('-y, --yes', `queue more than ${UNCONFIRMED} runs without confirmation`)
    .addHelpText(
      'after',
      '\nEach run loads the interval that ends with its slot: with a schedule of every midnight,\n--from 2026-01-01 --to 2026-02-01 loads the days of January. A time without an offset is in the\ntime zone of the schedule.',
    )
    .action(async (name: string, options: Options) => {
      const rooms = await context.open({ pipelines: true });
      const { world } = rooms;
      const pipeline = pipelineNamed(world, name);
      checkSources(pipeline);
      const intervals = intervalsOf(pipeline, options);
      const id = options.id ?? newId(world);
      const runs = runsOf(world, pipeline, id, intervals, options.param);
      if (options.dryRun) {
        print(context, id, runs);
        return;
      }
      const question = `Queue ${runs.length} runs of ${name}?`;
      if (runs.length > UNCONFIRMED && !options.yes && !(await confirmed(question))) {
        context.note('nothing is queued');
        process.exitCode = EXIT.failed;
        return;
      }
      await rooms.prepareStore();
      const now = world.clock.now();
      await world.store.pipelines.register(name, ...scheduleOf(pipeline, now), now);
      await noteNoLeader(context, rooms);
      const made = await make(world, runs, options.limit ?? Infinity);
      print(context, id, made.runs);
      if (made.interrupted) {
        context.note(`interrupted; go on with the same command and --id ${id}`);
        process.exitCode = EXIT.interrupted;
      }
    });
}

function newId({ clock, random }: World): string {
  return runId('b', clock.now(), random()).slice(2);
}

function runsOf(
  { clock, random }: World,
  pipeline: Pipeline,
  backfillId: string,
  intervals: readonly Interval[],
  given: Record<string, string>,
): NewRun[] {
  const params = runParams(pipeline, given);
  const ids = new Set<string>();
  return intervals.map(({ start, end }) => {
    let id = runId(pipeline.name, clock.now(), random());
    while (ids.has(id)) id = runId(pipeline.name, clock.now(), random());
    ids.add(id);
    return {
      id,
      pipeline: pipeline.name,
      slot: backfillSlot(backfillId, end),
      slotStart: start,
      slotEnd: end,
      params,
      // Scheduled runs go first.
      priority: pipeline.priority - 1,
      reason: `backfill ${backfillId}`,
      state: 'queued',
      notBefore: null,
    };
  });
}

/** Inserts the runs, at most `limit` open ones at a time; slots with a run are skipped. */
async function make({ store }: World, runs: readonly NewRun[], limit: number) {
  const { signal } = onInterrupt();
  const made: NewRun[] = [];
  let open: string[] = [];
  for (const run of runs) {
    for (;;) {
      if (signal.aborted) return { runs: made, interrupted: true };
      if (open.length < limit) break;
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
      const states = await Promise.all(open.map((id) => store.runs.get(id)));
      open = states.flatMap((each) => (each && ACTIVE.includes(each.state) ? [each.id] : []));
    }
    if (!(await store.runs.insert(run))) continue;
    made.push(run);
    if (limit < Infinity) open.push(run.id);
  }
  return { runs: made, interrupted: false };
}

function print(context: Context, id: string, runs: readonly NewRun[]): void {
  const columns = ['run', 'from (UTC)', 'to (UTC), exclusive'];
  const rows = runs.map((run) => [run.id, timeWord(run.slotStart), timeWord(run.slotEnd)]);
  context.print({ backfill: id, runs }, () =>
    [`backfill ${id}`, table(columns, rows, 'Every slot already has its run.')].join('\n'),
  );
}
