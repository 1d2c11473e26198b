/** A forecast, for people. */
import pc from './colors.ts';
import type { Size } from '../model/pipeline.ts';
import type { Forecast } from './forecast.ts';
import type { ScheduleForecast } from './forecast-schedule.ts';
import type { StageForecast } from './forecast-stages.ts';
import { windowsText } from './source-text.ts';
import type { Known } from './source-windows.ts';
import { table } from './table.ts';
import { agoWord, timeWord } from './words.ts';

export function forecastText(found: Forecast, now: Date): string {
  const { pipeline, description, stages, sources, schedule } = found;
  return [
    `${pc.bold(pipeline)}${description === '' ? '' : `  ${description}`}`,
    '',
    ...field(
      'version',
      said(found.version, ({ number, known }) => versionWords(number, known)),
    ),
    ...field(
      'release',
      said(found.release, (hash) => hash.slice(0, 12)),
    ),
    ...field('a run now', startWords(found)),
    ...(schedule ? scheduleLines(schedule, found, now) : field('schedule', 'none')),
    ...pausedLine(found),
    ...Object.entries(found.params).flatMap(([name, value]) =>
      field('parameter', `${name} = ${String(value)}`),
    ),
    '',
    stageTable(stages),
    ...stages.flatMap(given),
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

function said<T>(known: Known<T>, words: (value: T) => string): string {
  return known.unknown === null ? words(known.value) : unknownWords(known.unknown);
}

function unknownWords(why: string): string {
  return `${pc.yellow('unknown')}: ${why}`;
}

function versionWords(number: number, known: boolean): string {
  if (known) return `${number}, which has run before`;
  const since =
    number === 1 ? 'it has never run' : `the file or the jobs have changed since ${number - 1}`;
  return `${number}, ${pc.bold('new')}: ${since}`;
}

function startWords({ active, concurrency }: Forecast): string {
  return said(active, ({ queued, running }) => {
    const others = `${running} running, ${queued} queued, ${concurrency} may run at once`;
    return running + queued >= concurrency
      ? `would be queued: ${others}`
      : `would start: ${others}`;
  });
}

function scheduleLines(schedule: ScheduleForecast, { active, concurrency }: Forecast, now: Date) {
  const { cron, timezone, next, due, letGo, catchup, overlap } = schedule;
  const busy = active.value ? active.value.queued + active.value.running >= concurrency : false;
  const [first] = next;
  return [
    ...field('schedule', `${cron} (${timezone})`),
    ...field(
      'next slots',
      first
        ? `${next.map(timeWord).join(', ')} UTC; the first ${agoWord(first, now)}`
        : 'none any more',
    ),
    ...(due.length + letGo > 0
      ? field('due now', `${due.length} to run, ${letGo} to be let go (catchup: ${catchup})`)
      : []),
    ...(busy
      ? field('overlap', `a slot that fell due now would ${OVERLAP[overlap]} (${overlap})`)
      : []),
  ];
}

const OVERLAP = { skip: 'be skipped', queue: 'be queued', allow: 'be queued' } as const;

function pausedLine({ paused }: Forecast): string[] {
  if (paused.unknown !== null) return field('paused', unknownWords(paused.unknown));
  return paused.value === null ? [] : field('paused', pc.yellow(paused.value));
}

function stageTable(stages: readonly StageForecast[]): string {
  return table(
    ['stage', 'after', 'job', 'driver', 'executors', 'room now'],
    stages.map(({ name, after, when, job, spark, room }) => [
      name,
      after.length === 0
        ? '-'
        : `${after.join(', ')}${when === 'all-succeeded' ? '' : ` (${when})`}`,
      job,
      sizeWords(spark.driver),
      `${spark.executor.count} x ${sizeWords(spark.executor)}`,
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

function sizeWords({ cores, memory }: Size): string {
  return `${cores} ${cores === 1 ? 'core' : 'cores'} ${Number((memory / 1024).toFixed(1))} GiB`;
}

/** What a stage is given, where it is given anything. */
function given({ name, args, params, env, pool, spark }: StageForecast): string[] {
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
  ] as const;
  const shown = lines.filter(([, values]) => values.length > 0);
  if (shown.length === 0) return [];
  return [
    '',
    pc.bold(name),
    ...shown.map(([title, values]) => `  ${title.padEnd(9)}${values.join(' ')}`),
  ];
}

/** Why there is no room, each reason once. */
function roomLines(stages: readonly StageForecast[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { name, room } of stages) {
    const why = room.unknown ?? room.value.why;
    if (why) reasons.set(why, [...(reasons.get(why) ?? []), name]);
  }
  if (reasons.size === 0) return [];
  return [
    '',
    ...[...reasons].map(([why, names]) => `${pc.yellow('room')} ${names.join(', ')}: ${why}`),
  ];
}
