/** What retention would remove: a list that is computed without side effects, shown, and applied as it stands. */
import type { Leftover, PastAttempt, PastRun } from './ports.ts';

/** How long what runs leave behind is kept: seconds, but for releases, of which so many are. */
export interface Limits {
  runs: number;
  attempts: number;
  logs: number;
  events: number;
  drivers: number;
  releases: number;
}

export type Kind = 'runs' | 'attempts' | 'logs' | 'events' | 'drivers' | 'releases';

/** In the order in which they are removed: what says that something may go, goes last. */
export const KINDS: readonly Kind[] = ['logs', 'attempts', 'events', 'drivers', 'releases', 'runs'];

/** Something that is to go. */
export interface Removal {
  kind: Kind;
  /** A run, attempt, application's log, driver or release. */
  name: string;
  /** On HDFS, or on this machine's disk; null for a run, which is in the store. */
  path: string | null;
  /** When its run ended, or when it was last written. */
  since: Date;
}

export interface Sweep {
  /** When it was computed. */
  at: Date;
  limits: Limits;
  removals: Removal[];
  /** What could not be looked at, and why; of these nothing is removed. */
  unknown: { kind: Kind; why: string }[];
  /** Whether there was more than one sweep takes. */
  more: boolean;
}

/** All that a sweep is computed from; null where it could not be asked. */
export interface Remains {
  runs: readonly PastRun[];
  attempts: readonly PastAttempt[];
  logs: readonly PastAttempt[];
  /** Folders of attempts that the store does not know. */
  orphans: readonly Leftover[];
  events: readonly Leftover[];
  /** Applications that have not ended. */
  applications: ReadonlySet<string>;
  driverFolders: readonly Leftover[];
  /** Drivers that have not ended, as the master or the store has it. */
  drivers: ReadonlySet<string>;
  releases: readonly Leftover[];
  /** The current release, and those of runs that go on or may be retried. */
  releasesInUse: ReadonlySet<string>;
  attemptPath: (attempt: string) => { files: string; logs: string };
}

/** Of each kind a sweep takes no more. */
export const BATCH = 1_000;

/** An upload takes seconds; one that is a day old has broken off. */
const DRAFT_SECONDS = 86_400;

/** The removals that follow from what there is. */
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
    ...remains.orphans.filter(older(limits.attempts)).map(of('attempts')),
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

/** All but the newest so many and those in use; uploads that broke off are no releases. */
function pastReleases(
  { releases, releasesInUse }: Remains,
  keep: number,
  brokenOff: (release: Leftover) => boolean,
): Leftover[] {
  const drafts = releases.filter(({ name }) => name.startsWith('.'));
  const newestFirst = releases
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => +b.modified - +a.modified);
  return [
    ...drafts.filter(brokenOff),
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
