/** Lists the remains of runs in the store, on HDFS and on disks, and computes a sweep from them. */
import { describe, SparkwrightError } from '../model/errors.ts';
import { isAlive, type DriverSight } from '../model/verdict.ts';
import type { DriverFolders, Leftover, Leftovers, World } from '../ports/ports.ts';
import {
  BATCH,
  KINDS,
  removalsOf,
  type Kind,
  type Limits,
  type Remains,
  type Sweep,
} from './sweep.ts';

/** The limits of retention, and the places that it cleans. */
export interface Keep {
  limits: Limits;
  leftovers: Leftovers;
  driverFolders: DriverFolders;
}

export type Retained = Pick<World, 'store' | 'cluster' | 'clock'>;

/**
 * Computes a sweep; changes nothing. Kinds that can't be listed are reported in `unknown`.
 *
 * @throws UnreachableError if the store can't be reached
 */
export async function lookForPast(world: Retained, keep: Keep): Promise<Sweep> {
  const { limits, leftovers, driverFolders } = keep;
  const { retention, attempts } = world.store;
  const now = world.clock.now();
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  const unknown: Sweep['unknown'] = [];
  const orUnknown = async <T>(kind: Kind, list: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await list;
    } catch (error) {
      if (!(error instanceof SparkwrightError)) throw error;
      unknown.push({ kind, why: describe(error) });
      return otherwise;
    }
  };

  const [runs, past, logs, open] = await Promise.all([
    retention.pastRuns(before(limits.runs), BATCH),
    retention.pastAttempts(before(limits.attempts), 'files', BATCH),
    retention.pastAttempts(before(limits.logs), 'logs', BATCH),
    attempts.open(),
  ]);
  const nothing: Leftover[] = [];
  const [orphans, sessions, events, folders, releases] = await Promise.all([
    orUnknown('attempts', orphansOf(world, leftovers, before(limits.attempts)), nothing),
    orUnknown('attempts', sessionsOf(world, leftovers, before(limits.attempts)), nothing),
    orUnknown('events', withState(world, leftovers.events()), { list: nothing, ...IDLE }),
    orUnknown('drivers', withState(world, driverFolders.list()), { list: nothing, ...IDLE }),
    orUnknown('releases', releasesOf(world, leftovers, before(limits.attempts)), NO_RELEASES),
  ]);
  const remains: Remains = {
    runs,
    attempts: past,
    logs,
    orphans,
    sessions,
    events: events.list,
    applications: events.applications,
    driverFolders: folders.list,
    drivers: new Set([...folders.drivers, ...open.flatMap(({ driver }) => driver ?? [])]),
    ...releases,
    attemptPath: (attempt) => leftovers.attemptPath(attempt),
  };
  const removals = removalsOf(remains, limits, now);
  const full = (kind: Kind) => removals.filter((each) => each.kind === kind).length >= BATCH;
  return { at: now, limits, removals, unknown, more: KINDS.some(full) };
}

const IDLE = { applications: new Set<string>(), drivers: new Set<string>() };
const NO_RELEASES = { releases: [] as Leftover[], releasesInUse: new Set<string>() };

/** Folders of attempts that the store no longer has, or never had. */
async function orphansOf(
  { store }: Retained,
  leftovers: Leftovers,
  before: Date,
): Promise<Leftover[]> {
  const old = (await leftovers.attempts()).filter(({ modified }) => modified < before);
  const known = await store.retention.known(old.map(({ name }) => name));
  return old
    .filter(({ name }) => !known.has(name))
    .sort((a, b) => +a.modified - +b.modified)
    .slice(0, BATCH);
}

/** Old folders of sessions. Lists them first: one that opens in between is too young to be removed. */
async function sessionsOf(
  { store }: Retained,
  leftovers: Leftovers,
  before: Date,
): Promise<Leftover[]> {
  const old = (await leftovers.sessions()).filter(({ modified }) => modified < before);
  const open = new Set((await store.sessions.open()).map(({ id }) => id));
  return old.filter(({ name }) => !open.has(name)).slice(0, BATCH);
}

/** Lists first and reads the master after: whatever starts in between is too young to be removed. */
async function withState({ cluster }: Retained, listed: Promise<Leftover[]>) {
  const list = await listed;
  if (list.length === 0) return { list, ...IDLE };
  const state = await cluster.state();
  const alive = [...state.drivers.values()].filter(({ state: sight }) => mayWrite(sight));
  return {
    list,
    applications: new Set(state.applications.keys()),
    drivers: new Set(alive.map(({ id }) => id)),
  };
}

/** Wider than `isAlive`: a folder that was removed too early can't be restored. */
function mayWrite(driver: DriverSight): boolean {
  return isAlive(driver) || driver === 'RELAUNCHING' || driver === 'unknown';
}

async function releasesOf({ store }: Retained, leftovers: Leftovers, since: Date) {
  const releases = await leftovers.releases();
  return { releases, releasesInUse: await releasesInUse(store, leftovers, since) };
}

/** The current release, and those of runs that have not ended or may be retried. */
export async function releasesInUse(
  store: World['store'],
  leftovers: Leftovers,
  since: Date,
): Promise<ReadonlySet<string>> {
  const used = await store.retention.releasesInUse(since);
  const current = await leftovers.currentRelease();
  return new Set([...used, ...(current === null ? [] : [current])]);
}
