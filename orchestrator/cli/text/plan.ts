/** Formats the preview of a run for people. */
import pc from '../../terminal/colors.ts';
import type { Size } from '../../model/pipeline.ts';
import type { Known } from '../../preview/known.ts';
import type { RunPreview } from '../../preview/run.ts';
import type { SchedulePreview } from '../../preview/schedule.ts';
import type { StagePreview } from '../../preview/stages.ts';
import { windowsText } from './sources.ts';
import { table } from '../../terminal/table.ts';
import { agoWord, timeWord } from '../../terminal/words.ts';

export function planText(preview: RunPreview, now: Date): string {
  const { pipeline, description, stages, sources, schedule } = preview;
  return [
    `${pc.bold(pipeline)}${description === '' ? '' : `  ${description}`}`,
    '',
    ...field(
      'version',
      orUnknown(preview.version, ({ number, known }) => versionText(number, known)),
    ),
    ...field(
      'release',
      orUnknown(preview.release, (hash) => hash.slice(0, 12)),
    ),
    ...field('a run now', startText(preview)),
    ...(schedule ? scheduleLines(schedule, preview, now) : field('schedule', 'none')),
    ...pausedLine(preview),
    ...Object.entries(preview.params).flatMap(([name, value]) =>
      field('parameter', `${name} = ${String(value)}`),
    ),
    '',
    stageTable(stages),
    ...stages.flatMap(detailLines),
    ...roomLines(stages),
    ...(sources.length > 0 ? ['', windowsText(sources)] : []),
    '',
    `Nothing was done. To start it: sparkwright run ${pipeline}`,
  ].join('\n');
}

const WIDTH = 12;

function field(name: string, value: string): string[] {
  return [`${pc.dim(name.padEnd(WIDTH))}${value}`];
}

function orUnknown<T>(known: Known<T>, text: (value: T) => string): string {
  return known.unknown === null ? text(known.value) : unknownText(known.unknown);
}

function unknownText(why: string): string {
  return `${pc.yellow('unknown')}: ${why}`;
}

function versionText(number: number, known: boolean): string {
  if (known) return `${number}, which has run before`;
  const since =
    number === 1 ? 'it has never run' : `the file or the jobs have changed since ${number - 1}`;
  return `${number}, ${pc.bold('new')}: ${since}`;
}

function startText({ active, concurrency }: RunPreview): string {
  return orUnknown(active, ({ queued, running }) => {
    const others = `${running} running, ${queued} queued, ${concurrency} may run at once`;
    return running + queued >= concurrency
      ? `would be queued: ${others}`
      : `would start: ${others}`;
  });
}

function scheduleLines(
  schedule: SchedulePreview,
  { active, concurrency }: RunPreview,
  now: Date,
): string[] {
  const { cron, timezone, next, due, dropped, catchup, overlap } = schedule;
  const busy = active.value ? active.value.queued + active.value.running >= concurrency : false;
  const [first] = next;
  return [
    ...field('schedule', `${cron} (${timezone})`),
    ...field(
      'next slots',
      first
        ? `${next.map(timeWord).join(', ')} UTC; the first ${agoWord(first, now)}`
        : 'none left',
    ),
    ...(due.length + dropped > 0
      ? field('due now', `${due.length} to run, ${dropped} dropped (catchup: ${catchup})`)
      : []),
    ...(busy
      ? field('overlap', `a slot that fell due now would ${OVERLAP[overlap]} (${overlap})`)
      : []),
  ];
}

const OVERLAP = { skip: 'be skipped', queue: 'be queued', allow: 'be queued' } as const;

function pausedLine({ paused }: RunPreview): string[] {
  if (paused.unknown !== null) return field('paused', unknownText(paused.unknown));
  return paused.value === null ? [] : field('paused', pc.yellow(paused.value));
}

function stageTable(stages: readonly StagePreview[]): string {
  return table(
    ['stage', 'after', 'job', 'driver', 'executors', 'room now'],
    stages.map(({ name, after, when, job, spark, room }) => [
      name,
      after.length === 0
        ? '-'
        : `${after.join(', ')}${when === 'all-succeeded' ? '' : ` (${when})`}`,
      job,
      sizeText(spark.driver),
      `${spark.executor.count} x ${sizeText(spark.executor)}`,
      room.value ? ROOM[room.value.room] : pc.yellow('unknown'),
    ]),
    '',
  );
}

const ROOM = {
  fits: pc.green('yes'),
  'must-wait': pc.yellow('not now'),
  'no-place': pc.yellow('not now'),
  'never-fits': pc.red('never'),
} as const;

const SESSION = {
  run: 'run: shares an application with stages of its run',
  warm: 'warm: shares an application that stays up between runs',
} as const;

function sizeText({ cores, memory }: Size): string {
  return `${cores} ${cores === 1 ? 'core' : 'cores'} ${Number((memory / 1024).toFixed(1))} GiB`;
}

/** Where a stage differs from a plain one; no lines if it does not. */
function detailLines(stage: StagePreview): string[] {
  const { name, args, params, env, pool, spark, session, apart } = stage;
  const pairs = (record: Record<string, unknown>) =>
    Object.entries(record).map(([key, value]) => `${key}=${String(value)}`);
  const lines = [
    ['args', args],
    ['params', pairs(params)],
    ['env', pairs(env)],
    [
      'pool',
      pool
        ? [
            `${pool.takes ?? 'all'} of ${pool.name}, ${pool.taken ?? '?'} of ${pool.places ?? '?'} taken`,
          ]
        : [],
    ],
    ['profile', spark.profile === null ? [] : [spark.profile]],
    ['session', session === 'none' ? [] : [SESSION[session]]],
    ['', apart ? [`but not with ${apart.from}: other ${apart.settings.join(', ')}`] : []],
  ] as const;
  const shown = lines.filter(([, values]) => values.length > 0);
  if (shown.length === 0) return [];
  return [
    '',
    pc.bold(name),
    ...shown.map(([title, values]) => `  ${title.padEnd(9)}${values.join(' ')}`),
  ];
}

/** One line for each reason why stages could not start now, with the names of these stages. */
function roomLines(stages: readonly StagePreview[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { name, room } of stages) {
    const why = room.unknown ?? room.value.why;
    if (!why) continue;
    const names = reasons.get(why);
    if (names) names.push(name);
    else reasons.set(why, [name]);
  }
  if (reasons.size === 0) return [];
  return [
    '',
    ...[...reasons].map(([why, names]) => `${pc.yellow('room')} ${names.join(', ')}: ${why}`),
  ];
}
