/** Removes what a sweep lists, and nothing else. Each part can be done twice; what is in use by now stays. */
import pMap from 'p-map';
import { describe, SparkwrightError } from '../model/errors.ts';
import type { Store } from './ports.ts';
import { releasesInUse, type Keep, type Retained } from './retain-look.ts';
import { KINDS, type Kind, type Removal, type Sweep } from './retain-sweep.ts';

/** What has become of a sweep. */
export interface Swept {
  removed: Record<Kind, number>;
  /** Files of the archive that were written. */
  archives: string[];
  failures: { kind: Kind; why: string }[];
}

const AT_ONCE = 8;
/** Runs of one file of the archive. */
const IN_ONE_FILE = 200;

export async function applySweep(world: Retained, keep: Keep, sweep: Sweep): Promise<Swept> {
  const { store } = world;
  const { leftovers, driverFolders, limits } = keep;
  const before = (seconds: number) => new Date(sweep.at.getTime() - seconds * 1000);
  const swept: Swept = {
    removed: { logs: 0, attempts: 0, events: 0, drivers: 0, releases: 0, runs: 0 },
    archives: [],
    failures: [],
  };
  const listed = (kind: Kind) => sweep.removals.filter((removal) => removal.kind === kind);
  const remove = (removals: Removal[], by: (path: string) => Promise<void>) =>
    removeEach(removals, by, swept);
  const onHdfs = (path: string) => leftovers.remove(path);

  const logs = await remove(listed('logs'), onHdfs);
  await store.retention.cleared(logs, 'logs');
  const attempts = await remove(listed('attempts'), onHdfs);
  await store.retention.cleared(attempts, 'files');
  await remove(listed('events'), onHdfs);
  await remove(listed('drivers'), (path) => driverFolders.remove(path));
  const releases = listed('releases');
  if (releases.length > 0) {
    // A run may have been planned since with a release that was let go.
    const used = await releasesInUse(store, leftovers, before(limits.attempts));
    await remove(
      releases.filter(({ name }) => !used.has(name)),
      onHdfs,
    );
  }
  const runs = listed('runs').map(({ name }) => name);
  for (let from = 0; from < runs.length; from += IN_ONE_FILE) {
    const part = runs.slice(from, from + IN_ONE_FILE);
    const stamp = sweep.at.toISOString().replace(/[-:]|\.\d+/g, '');
    const name = `runs-${stamp}-${String(from / IN_ONE_FILE).padStart(3, '0')}.jsonl`;
    swept.archives.push(await leftovers.archive(name, await recordsOf(store, part)));
    const gone = await store.retention.remove(part, before(limits.runs));
    swept.removed.runs += gone.length;
  }
  return swept;
}

/** The names of those that are gone; one that resists does not keep the others. */
async function removeEach(
  removals: readonly Removal[],
  by: (path: string) => Promise<void>,
  { removed, failures }: Swept,
): Promise<string[]> {
  const gone: string[] = [];
  await pMap(
    removals,
    async ({ kind, name, path }) => {
      if (path === null) return;
      try {
        await by(path);
        gone.push(name);
        removed[kind] += 1;
      } catch (error) {
        if (!(error instanceof SparkwrightError) && !(error as { code?: string }).code) throw error;
        failures.push({ kind, why: describe(error) });
      }
    },
    { concurrency: AT_ONCE },
  );
  return gone;
}

/** One line of JSON a run, with its stages, attempts and transitions. */
async function recordsOf(store: Store, runs: readonly string[]): Promise<string> {
  const lines = await pMap(
    runs,
    async (id) => {
      const [run, stages, attempts, history] = await Promise.all([
        store.runs.get(id),
        store.stages.of(id),
        store.attempts.of(id),
        store.history.since(0, id),
      ]);
      return `${JSON.stringify({ ...run, stages, attempts, history })}\n`;
    },
    { concurrency: AT_ONCE / 4 },
  );
  return lines.join('');
}

const NOUN: Record<Kind, string> = {
  ...{ runs: 'run', attempts: 'attempt folder', logs: 'log folder', events: 'event log' },
  ...{ drivers: 'driver folder', releases: 'release' },
};

/** In words, for the log: `12 runs, 1 event log`; empty where nothing went. */
export function sweptWords({ removed }: Swept): string {
  return KINDS.filter((kind) => removed[kind] > 0)
    .map((kind) => `${removed[kind]} ${NOUN[kind]}${removed[kind] === 1 ? '' : 's'}`)
    .join(', ');
}
