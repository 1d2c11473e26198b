/** Formats a sweep of retention. */
import ms from 'ms';
import pc from '../../terminal/colors.ts';
import type { Swept } from '../../retention/apply.ts';
import { KINDS, type Kind, type Limits, type Sweep } from '../../retention/sweep.ts';
import { table } from '../../terminal/table.ts';
import { numberWord } from '../../terminal/words.ts';

const WHAT: Record<Kind, string> = {
  runs: 'runs in the store',
  attempts: 'files of attempts and sessions on HDFS',
  logs: 'archived logs on HDFS',
  events: "Spark's event logs on HDFS",
  drivers: "drivers' folders here",
  releases: 'releases on HDFS',
};

/** In the order of the configuration. */
const SHOWN: readonly Kind[] = ['runs', 'attempts', 'logs', 'events', 'drivers', 'releases'];
const EXAMPLES = 3;

export function sweepText(sweep: Sweep): string {
  const { removals } = sweep;
  const lines = [
    overview(sweep, (kind) => String(removals.filter((each) => each.kind === kind).length)),
    '',
    ...SHOWN.flatMap((kind) => examples(sweep, kind)),
    ...unknownLines(sweep),
    verdict(sweep),
  ];
  return lines.join('\n');
}

export function sweptText(sweep: Sweep, { removed, archives, failures }: Swept): string {
  const total = KINDS.reduce((sum, kind) => sum + removed[kind], 0);
  return [
    overview(sweep, (kind) => String(removed[kind]), 'removed'),
    '',
    ...unknownLines(sweep),
    ...failures
      .slice(0, EXAMPLES)
      .map(({ kind, why }) => `${pc.red('not removed')} ${kind}: ${why}`),
    ...archives.map((path) => `The runs are archived in ${path}`),
    total === 0 ? 'Nothing was removed.' : `${numberWord(total)} removed.`,
    ...(sweep.more ? [MORE] : []),
  ].join('\n');
}

const MORE = 'There is more than one sweep removes: run sparkwright retention --apply again';

function overview(sweep: Sweep, count: (kind: Kind) => string, title = 'to remove'): string {
  return table(
    ['what', { right: 'kept' }, { right: title }],
    SHOWN.map((kind) => [WHAT[kind], limitWord(kind, sweep.limits), countWord(sweep, kind, count)]),
    '',
  );
}

function countWord({ unknown }: Sweep, kind: Kind, count: (kind: Kind) => string): string {
  const gap = unknown.some((each) => each.kind === kind);
  return gap ? pc.yellow(count(kind) === '0' ? 'unknown' : `${count(kind)}+`) : count(kind);
}

function limitWord(kind: Kind, limits: Limits): string {
  return kind === 'releases'
    ? `newest ${limits.releases}`
    : ms(limits[kind] * 1000, { long: true });
}

/** The oldest of a kind, so that a user can check the limit. */
function examples({ removals }: Sweep, kind: Kind): string[] {
  const own = removals
    .filter((removal) => removal.kind === kind)
    .sort((a, b) => +a.since - +b.since);
  if (own.length === 0) return [];
  const more = own.length > EXAMPLES ? [`  and ${own.length - EXAMPLES} more`] : [];
  return [
    pc.bold(WHAT[kind]),
    ...own.slice(0, EXAMPLES).map(({ name, path, since }) => `  ${day(since)}  ${path ?? name}`),
    ...more,
    '',
  ];
}

function day(time: Date): string {
  return time.toISOString().slice(0, 10);
}

function unknownLines({ unknown }: Sweep): string[] {
  return unknown.map(({ kind, why }) => `${pc.yellow('unknown')} ${WHAT[kind]}: ${why}`);
}

function verdict({ removals, more }: Sweep): string {
  if (removals.length === 0) return 'Nothing is past its limit.';
  const at = more ? ' in a first sweep' : '';
  return `Nothing was removed. To remove these${at}: sparkwright retention --apply`;
}
