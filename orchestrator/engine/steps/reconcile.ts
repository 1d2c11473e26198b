/**
 * reconcile: drivers and applications on the cluster are compared with the store. One whose attempt has ended is an orphan and
 * is killed after a while; one of no attempt is a stranger and is only shown. An attempt whose driver is lost is for `watch`.
 */
import { isAlive } from '../../model/verdict.ts';
import type { Session } from '../../model/session.ts';
import type { ClusterState, Owner, World } from '../../ports/ports.ts';
import { forEachConcurrently } from '../for-each.ts';

export type Kind = 'ours' | 'orphan' | 'stranger';

export interface Sighting {
  /** Id of the driver or application. */
  id: string;
  what: 'driver' | 'application';
  kind: Kind;
  /** Null for a stranger, and for what a session has. */
  attempt: string | null;
  /** The session whose host or application it is; null if it is of none. */
  session: string | null;
}

/** All live drivers and applications, and the attempts that they belong to. */
export async function sightings(
  { store, cluster }: Pick<World, 'store' | 'cluster'>,
  state: ClusterState,
): Promise<Sighting[]> {
  const drivers = [...state.drivers.values()]
    .filter((driver) => isAlive(driver.state))
    .map(({ id }) => id);
  const applications = [...state.applications.keys()];
  if (drivers.length + applications.length === 0) return [];
  const [owners, hosts] = await Promise.all([
    store.attempts.owners(drivers, applications),
    store.sessions.ofDrivers(drivers),
  ]);
  const byHost = new Map(
    hosts.flatMap((one) => [one.driver, one.application].map((id) => [id, one])),
  );
  const byDriver = new Map(owners.map((owner) => [owner.driver, owner]));
  const byApplication = new Map(owners.map((owner) => [owner.application, owner]));
  return Promise.all([
    ...drivers.map(async (id) => {
      const session = byHost.get(id);
      if (session) return ofSession('driver', id, session);
      const owner = byDriver.get(id);
      if (owner) return sighting('driver', id, owner);
      // The store may have missed the driver's id; its launch command still names the attempt.
      const attempt = await cluster.attemptOf(id);
      const row = attempt === null ? null : await store.attempts.get(attempt);
      if (!row) return sighting('driver', id, undefined);
      const { driver, application, ended } = row;
      return sighting('driver', id, { attempt: row.id, driver, application, ended });
    }),
    ...applications.map((id) => {
      const session = byHost.get(id);
      return Promise.resolve(
        session
          ? ofSession('application', id, session)
          : sighting('application', id, byApplication.get(id)),
      );
    }),
  ]);
}

function sighting(what: Sighting['what'], id: string, owner: Owner | undefined): Sighting {
  const kind = owner ? (owner.ended ? 'orphan' : 'ours') : 'stranger';
  return { id, what, kind, attempt: owner?.attempt ?? null, session: null };
}

function ofSession(what: Sighting['what'], id: string, session: Session): Sighting {
  const kind = session.state === 'closed' ? 'orphan' : 'ours';
  return { id, what, kind, attempt: null, session: session.id };
}

/** Remembers since when it has seen each orphan: a driver may outlive its result by a moment. */
export function reconciling(): (world: World) => Promise<void> {
  const firstSeen = new Map<string, number>();
  return async (world) => {
    const { cluster, clock, patience, log } = world;
    const state = await cluster.state();
    const orphans = (await sightings(world, state)).filter(({ kind }) => kind === 'orphan');
    const now = clock.steady().getTime();
    for (const id of firstSeen.keys())
      if (!orphans.some((orphan) => orphan.id === id)) firstSeen.delete(id);
    await forEachConcurrently(orphans, async ({ id, what, attempt, session }) => {
      const since = firstSeen.get(id) ?? now;
      firstSeen.set(id, since);
      if (now - since < patience.kill * 1000) return;
      log.warn(
        `${what} ${id} still runs although ${String(attempt ?? session)} has ended; killing it`,
      );
      await (what === 'driver' ? cluster.kill(id) : cluster.killApplication(id));
    });
  };
}
