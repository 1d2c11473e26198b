/** Applies a sweep. Each removal can be repeated; a release that is in use by now stays. */
import pMap from 'p-map';
import { describe, SparkwrightError } from '../model/errors.ts';
import type { EngineStore } from '../ports/ports.ts';
import { releasesInUse, type Keep, type Retained } from './look.ts';
import { KINDS, type Kind, type Removal, type Sweep } from './sweep.ts';

/** The result of a sweep. */
export interface Swept {
  removed: Record<Kind, number>;
  /** Paths of the archive files that were written. */
  archives: string[];
  failures: { kind: Kind; why: string }[];
}

const CONCURRENCY = 8;
const RUNS_PER_ARCHIVE = 200;

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
  await store.sessions.forget(attempts);
  await remove(listed('events'), onHdfs);
  await remove(listed('drivers'), (path) => driverFolders.remove(path));
  const releases = listed('releases');
  if (releases.length > 0) {
    // A run may have been planned with one of them since the sweep was computed.
    const used = await releasesInUse(store, leftovers, before(limits.attempts));
    await remove(
      releases.filter(({ name }) => !used.has(name)),
      onHdfs,
    );
  }
  const runs = listed('runs').map(({ name }) => name);
  for (let from = 0; from < runs.length; from += RUNS_PER_ARCHIVE) {
    const part = runs.slice(from, from + RUNS_PER_ARCHIVE);
    const stamp = sweep.at.toISOString().replace(/[-:]|\.\d+/g, '');
    const name = `runs-${stamp}-${String(from / RUNS_PER_ARCHIVE).padStart(3, '0')}.jsonl`;
    swept.archives.push(await leftovers.archive(name, await recordsOf(store, part)));
    const gone = await store.retention.remove(part, before(limits.runs));
    swept.removed.runs += gone.length;
  }
  return swept;
}

/** Returns the names of those removed. A failure does not stop the others. */
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
    { concurrency: CONCURRENCY },
  );
  return gone;
}

/** One line of JSON for each run, with its stages, attempts and transitions. */
async function recordsOf(store: EngineStore, runs: readonly string[]): Promise<string> {
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
    { concurrency: CONCURRENCY / 4 },
  );
  return lines.join('');
}

const NOUN: Record<Kind, string> = {
  runs: 'run',
  attempts: 'attempt folder',
  logs: 'log folder',
  events: 'event log',
  drivers: 'driver folder',
  releases: 'release',
};

/** For the log: `12 runs, 1 event log`; empty if nothing was removed. */
export function sweptText({ removed }: Swept): string {
  return KINDS.filter((kind) => removed[kind] > 0)
    .map((kind) => `${removed[kind]} ${NOUN[kind]}${removed[kind] === 1 ? '' : 's'}`)
    .join(', ');
}
