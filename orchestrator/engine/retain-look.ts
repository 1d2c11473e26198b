/** Looks at what there is, and computes what retention would remove. */
import { describe, SparkwrightError } from '../model/errors.ts';
import type { DriverFolders, Leftover, Leftovers, World } from './ports.ts';
import {
  BATCH,
  KINDS,
  removalsOf,
  type Kind,
  type Limits,
  type Remains,
  type Sweep,
} from './retain-sweep.ts';

/** What retention works with. */
export interface Keep {
  limits: Limits;
  leftovers: Leftovers;
  driverFolders: DriverFolders;
}

export type Retained = Pick<World, 'store' | 'cluster' | 'clock'>;

/** Changes nothing. What is out of reach is told in `unknown`, and of it nothing is removed. @throws where the store is */
export async function lookForPast(world: Retained, keep: Keep): Promise<Sweep> {
  const { limits, leftovers, driverFolders } = keep;
  const { retention, attempts } = world.store;
  const now = world.clock.now();
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  const unknown: Sweep['unknown'] = [];
  const asked = async <T>(kind: Kind, question: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await question;
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
  const [orphans, events, folders, releases] = await Promise.all([
    asked('attempts', orphansOf(world, leftovers, before(limits.attempts)), nothing),
    asked('events', withState(world, leftovers.events()), { list: nothing, ...IDLE }),
    asked('drivers', withState(world, driverFolders.list()), { list: nothing, ...IDLE }),
    asked('releases', releasesOf(world, leftovers, before(limits.attempts)), NO_RELEASES),
  ]);
  const remains: Remains = {
    ...{ runs, attempts: past, logs, orphans },
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

/** Folders of attempts whose runs are not in the store any more, or never were. */
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

/** What is there, and then what runs: whatever began in between has left nothing old. */
async function withState({ cluster }: Retained, listed: Promise<Leftover[]>) {
  const list = await listed;
  if (list.length === 0) return { list, ...IDLE };
  const state = await cluster.state();
  const alive = [...state.drivers.values()].filter(({ state: sight }) => LIVE.has(sight));
  return {
    list,
    applications: new Set(state.applications.keys()),
    drivers: new Set(alive.map(({ id }) => id)),
  };
}

const LIVE: ReadonlySet<string> = new Set(['SUBMITTED', 'RUNNING', 'RELAUNCHING', 'unknown']);

async function releasesOf({ store }: Retained, leftovers: Leftovers, since: Date) {
  const releases = await leftovers.releases();
  return { releases, releasesInUse: await releasesInUse(store, leftovers, since) };
}

/** The current release, and those of runs that go on or may be retried. */
export async function releasesInUse(
  store: World['store'],
  leftovers: Leftovers,
  since: Date,
): Promise<ReadonlySet<string>> {
  const used = await store.retention.releasesInUse(since);
  const current = await leftovers.currentRelease();
  return new Set([...used, ...(current === null ? [] : [current])]);
}
