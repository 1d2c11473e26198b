/**
 * keep-sessions: each session is compared with its host. One whose submission got no answer is settled by its claim, one past a
 * limit is closed, one whose host is gone has ended. The attempts in it are for `watch`.
 */
import { hostOf, type Session, type SessionLimits } from '../../model/session.ts';
import { isAlive } from '../../model/verdict.ts';
import type { ClusterState, World } from '../../ports/ports.ts';
import { forEachConcurrently } from '../for-each.ts';

export async function keepSessions(world: World): Promise<void> {
  const sessions = await world.store.sessions.open();
  if (sessions.length === 0) return;
  const [state, open] = await Promise.all([world.cluster.state(), world.store.attempts.open()]);
  const inUse = new Set(open.map(({ driver }) => hostOf(driver)));
  await forEachConcurrently(sessions, async (session) => {
    if (session.driver === null) await settle(world, session);
    else
      await keep(world, { ...session, driver: session.driver }, state, inUse.has(session.driver));
  });
}

/** Nobody got the host's id: its claim tells it. Without a claim, the orchestrator takes it, and no host can run. */
async function settle({ store, sessionFiles, log }: World, { id }: Session): Promise<void> {
  const claim = await sessionFiles.takeClaim(id, 'its submission was never answered');
  if (claim.by === 'driver' && claim.driver !== null) {
    await store.sessions.submitted(id, claim.driver);
    return;
  }
  log.warn(`${id}: its submission was never answered, and no host had claimed it`);
  await store.sessions.closed(id, 'its submission was never answered');
}

async function keep(
  world: World,
  session: Session & { driver: string },
  state: ClusterState,
  inUse: boolean,
): Promise<void> {
  const { store, sessionFiles, sessionLimits, clock } = world;
  const { id, driver } = session;
  const host = state.drivers.get(driver)?.state;
  if (host === 'unknown') return;
  if (!isAlive(host)) {
    const reason = `its host ${driver} ${host === undefined ? 'is unknown to the master' : `is ${host}`}`;
    // A host that the master starts after all must not run.
    const claim = await sessionFiles.takeClaim(id, reason);
    const holder = claim.by === 'driver' ? claim.driver : null;
    // A submission that arrived twice made two hosts.
    if (holder !== null && holder !== driver) await store.sessions.submitted(id, holder);
    else await store.sessions.closed(id, reason);
    return;
  }
  const now = clock.steady();
  if (session.application === null) {
    const application = await sessionFiles.readApplication(id);
    if (application !== null) await store.sessions.registered(id, application);
  }
  if (!inUse) await store.sessions.idle(id, now);
  if (session.state === 'closing') {
    if (!inUse) await end(world, session, now);
    return;
  }
  const run = session.run === null ? null : await store.runs.get(session.run);
  const over = session.run !== null && run?.ended !== null;
  const reason = over ? 'its run has ended' : reasonToClose(session, state, sessionLimits, now);
  if (reason === null) return;
  await store.sessions.closing(id, reason, now);
  if (!inUse) await end(world, session, now);
}

/** Why a session takes no more attempts; null if it does. */
function reasonToClose(
  { application, created, idleSince, taken }: Session,
  state: ClusterState,
  { age, idle, runs }: SessionLimits,
  now: Date,
): string | null {
  const seconds = (since: Date) => Math.round((now.getTime() - since.getTime()) / 1000);
  if (taken >= runs) return `it has taken ${taken} attempts`;
  if (seconds(created) >= age) return `it is ${seconds(created)} s old`;
  if (idleSince !== null && seconds(idleSince) >= idle)
    return `it has had no attempt for ${seconds(idleSince)} s`;
  const starved = application !== null && state.applications.get(application)?.cores === 0;
  return starved && idleSince !== null ? 'its application has no executors' : null;
}

/** The host ends by itself; one that does not is killed. */
async function end(
  { cluster, sessionFiles, patience, log }: World,
  { id, driver, closingSince }: Session & { driver: string },
  now: Date,
): Promise<void> {
  const since = closingSince ?? now;
  if (now.getTime() - since.getTime() < patience.kill * 1000) {
    await sessionFiles.requestClose(id);
    return;
  }
  log.warn(`${id}: its host ${driver} does not end; killing it`);
  await cluster.kill(driver);
}
