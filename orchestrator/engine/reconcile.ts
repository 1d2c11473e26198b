/**
 * reconcile: the master's drivers and applications against the store, both ways. Attempts whose driver is lost are
 * watch's to settle; here it is what runs on the cluster and belongs to an attempt that has ended (an orphan: killed), or
 * to nobody we know (a stranger: shown, left alone).
 */
import type { ClusterState, Owner, World } from './ports.ts';
import { each } from './each.ts';

export type Kind = 'ours' | 'orphan' | 'stranger';

export interface Sighting {
  /** Id of the driver or application. */
  id: string;
  what: 'driver' | 'application';
  kind: Kind;
  /** Null for a stranger's. */
  attempt: string | null;
}

/** Everything that runs on the cluster, and whose it is. */
export async function sightings(
  { store, cluster }: Pick<World, 'store' | 'cluster'>,
  state: ClusterState,
): Promise<Sighting[]> {
  const drivers = [...state.drivers.values()]
    .filter(({ state: sight }) => sight === 'SUBMITTED' || sight === 'RUNNING')
    .map(({ id }) => id);
  const applications = [...state.applications.keys()];
  if (drivers.length + applications.length === 0) return [];
  const owners = await store.attempts.owners(drivers, applications);
  const byDriver = new Map(owners.map((owner) => [owner.driver, owner]));
  const byApplication = new Map(owners.map((owner) => [owner.application, owner]));
  return Promise.all([
    ...drivers.map(async (id) => {
      const owner = byDriver.get(id);
      if (owner) return sighting('driver', id, owner);
      // A driver that the store does not know by its id tells by its command what it was started for.
      const attempt = await cluster.attemptOf(id);
      const known = attempt === null ? null : await store.attempts.get(attempt);
      if (!known) return sighting('driver', id, undefined);
      const { driver, application, ended } = known;
      return sighting('driver', id, { attempt: known.id, driver, application, ended });
    }),
    ...applications.map((id) =>
      Promise.resolve(sighting('application', id, byApplication.get(id))),
    ),
  ]);
}

function sighting(what: Sighting['what'], id: string, owner: Owner | undefined): Sighting {
  const kind = owner ? (owner.ended ? 'orphan' : 'ours') : 'stranger';
  return { id, what, kind, attempt: owner?.attempt ?? null };
}

/** The step: ends orphans that have had time to end by themselves. */
export function reconciling(): (world: World) => Promise<void> {
  const firstSeen = new Map<string, number>();
  return async (world) => {
    const { cluster, clock, patience, log } = world;
    const state = await cluster.state();
    const orphans = (await sightings(world, state)).filter(({ kind }) => kind === 'orphan');
    const now = clock.steady().getTime();
    for (const id of firstSeen.keys())
      if (!orphans.some((orphan) => orphan.id === id)) firstSeen.delete(id);
    await each(orphans, async ({ id, what, attempt }) => {
      const since = firstSeen.get(id) ?? now;
      firstSeen.set(id, since);
      // A driver whose result is there takes a moment to go.
      if (now - since < patience.kill * 1000) return;
      log.warn(
        `${what} ${id} of ${String(attempt)}, which has ended, still runs; it is told to end`,
      );
      await (what === 'driver' ? cluster.kill(id) : cluster.killApplication(id));
    });
  };
}
