/** The list of files and rows that retention would remove. Computed without side effects, shown, and applied unchanged. */
import type { Leftover, PastAttempt, PastRun } from '../ports/ports.ts';

/** How long the remains of runs are kept: in seconds, but `releases` is a number of releases. */
export interface Limits {
  runs: number;
  attempts: number;
  logs: number;
  events: number;
  drivers: number;
  releases: number;
}

export type Kind = 'runs' | 'attempts' | 'logs' | 'events' | 'drivers' | 'releases';

/** In the order of removal: runs go last, since their rows decide what else may go. */
export const KINDS: readonly Kind[] = ['logs', 'attempts', 'events', 'drivers', 'releases', 'runs'];

export interface Removal {
  kind: Kind;
  /** A run, attempt or session, application's log, driver or release. */
  name: string;
  /** On HDFS or a local disk; null for a run, which is in the store. */
  path: string | null;
  /** When its run ended, or when it was last written. */
  since: Date;
}

export interface Sweep {
  /** When it was computed. */
  at: Date;
  limits: Limits;
  removals: Removal[];
  /** Kinds that could not be listed, and why; nothing of them is removed. */
  unknown: { kind: Kind; why: string }[];
  /** Whether more is past its limit than one sweep removes. */
  more: boolean;
}

/** Everything that a sweep is computed from. */
export interface Remains {
  runs: readonly PastRun[];
  attempts: readonly PastAttempt[];
  logs: readonly PastAttempt[];
  /** Folders of attempts that the store does not have. */
  orphans: readonly Leftover[];
  /** Folders of sessions that are not open. */
  sessions: readonly Leftover[];
  events: readonly Leftover[];
  /** Applications that have not ended. */
  applications: ReadonlySet<string>;
  driverFolders: readonly Leftover[];
  /** Drivers that have not ended according to the master or the store. */
  drivers: ReadonlySet<string>;
  releases: readonly Leftover[];
  /** The current release, and those of runs that have not ended or may be retried. */
  releasesInUse: ReadonlySet<string>;
  attemptPath: (attempt: string) => { files: string; logs: string };
}

/** The most that one sweep removes of each kind. */
export const BATCH = 1_000;

/** An upload takes seconds, so one that is a day old was interrupted. */
const DRAFT_SECONDS = 86_400;

export function removalsOf(remains: Remains, limits: Limits, now: Date): Removal[] {
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  const older =
    (seconds: number) =>
    ({ modified }: Leftover) =>
      modified < before(seconds);
  const { attemptPath } = remains;
  const whole = new Set(remains.attempts.map(({ id }) => id));
  return [
    ...remains.logs
      .filter(({ id }) => !whole.has(id))
      .map(({ id, ended }) => removal('logs', id, attemptPath(id).logs, ended)),
    ...remains.attempts.map(({ id, ended }) =>
      removal('attempts', id, attemptPath(id).files, ended),
    ),
    ...[...remains.orphans, ...remains.sessions].filter(older(limits.attempts)).map(of('attempts')),
    ...remains.events
      .filter(older(limits.events))
      .filter(({ name }) => !remains.applications.has(applicationOf(name)))
      .slice(0, BATCH)
      .map(of('events')),
    ...remains.driverFolders
      .filter(older(limits.drivers))
      .filter(({ name }) => !remains.drivers.has(name))
      .slice(0, BATCH)
      .map(of('drivers')),
    ...pastReleases(remains, limits.releases, older(DRAFT_SECONDS)).map(of('releases')),
    ...remains.runs.map(({ id, ended }) => removal('runs', id, null, ended)),
  ];
}

/** All releases but the newest `keep` and those in use, and all interrupted uploads. */
function pastReleases(
  { releases, releasesInUse }: Remains,
  keep: number,
  interrupted: (release: Leftover) => boolean,
): Leftover[] {
  const drafts = releases.filter(({ name }) => name.startsWith('.'));
  const newestFirst = releases
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => +b.modified - +a.modified);
  return [
    ...drafts.filter(interrupted),
    ...newestFirst.slice(keep).filter(({ name }) => !releasesInUse.has(name)),
  ];
}

/** `app-20261121111641-0002.zstd.inprogress`, or the folder `eventlog_v2_app-20261121111641-0002`. */
function applicationOf(log: string): string {
  return /app-\d+-\d+/.exec(log)?.[0] ?? log;
}

function removal(kind: Kind, name: string, path: string | null, since: Date): Removal {
  return { kind, name, path, since };
}

function of(kind: Kind): (leftover: Leftover) => Removal {
  return ({ name, path, modified }) => removal(kind, name, path, modified);
}
