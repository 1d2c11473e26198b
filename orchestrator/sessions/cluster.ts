/**
 * The cluster with sessions. An attempt in a session has a share of its host's driver and application, under ids of its own.
 * Everybody else sees a share as a driver that begins, runs and ends.
 */
import type { OpenAttempt } from '../model/attempt.ts';
import { UnreachableError } from '../model/errors.ts';
import { hostOf, shareOf, type Session } from '../model/session.ts';
import { isAlive, type DriverSight } from '../model/verdict.ts';
import type { Application, Cluster, ClusterState, Driver } from '../ports/ports.ts';
import { Assigner } from './assign.ts';
import type { SessionParts } from './parts.ts';

export function withSessions(cluster: Cluster, parts: SessionParts): Cluster {
  const assigner = new Assigner(cluster, parts);
  const killer = new Killer(cluster, parts);
  return {
    state: async () => {
      const [state, sessions, open] = await Promise.all([
        cluster.state(),
        parts.store.sessions.open(),
        parts.store.attempts.open(),
      ]);
      const shared = open.filter(({ driver }) => hostOf(driver) !== null);
      if (sessions.length === 0 && shared.length === 0) return state;
      return withShares(state, await sharesIn(state, sessions, shared, parts));
    },
    submit: async (submission) => {
      const { session, ...alone } = submission;
      const driver = session ? await assigner.assign(alone, session) : null;
      return driver ?? cluster.submit(alone);
    },
    kill: (driver) => (hostOf(driver) === null ? cluster.kill(driver) : killer.kill(driver)),
    // The host cancels the Spark jobs of a process that has ended; other attempts use the application.
    killApplication: async (application) => {
      if (hostOf(application) === null) await cluster.killApplication(application);
    },
    logs: (driver, application) => cluster.logs(driver, application),
    attemptOf: (driver) => cluster.attemptOf(driver),
  };
}

interface Share {
  attempt: string;
  host: Driver;
  state: DriverSight;
  application: Application | null;
}

function withShares(state: ClusterState, shares: readonly Share[]): ClusterState {
  const drivers = new Map(state.drivers);
  const applications = new Map(state.applications);
  for (const { attempt, host, state, application } of shares) {
    const id = shareOf(host.id, attempt);
    drivers.set(id, { id, state, worker: host.worker, cores: 0, memory: 0 });
    if (application === null || !isAlive(state)) continue;
    const { name, cores } = application;
    const shared = shareOf(application.id, attempt);
    applications.set(shared, { id: shared, name, cores });
  }
  return { ...state, drivers, applications };
}

/** Shares of open attempts, and of ended ones whose process is still there. */
async function sharesIn(
  state: ClusterState,
  sessions: readonly Session[],
  open: readonly OpenAttempt[],
  { files }: SessionParts,
): Promise<Share[]> {
  const inboxes = new Map<Driver, ReadonlySet<string> | 'unknown'>();
  const shares: Share[] = [];
  await Promise.all(
    sessions.map(async ({ id, driver, application }) => {
      const host = state.drivers.get(driver ?? '');
      if (!host || !isAlive(host.state)) return;
      const inbox = await orUnknown(files.assigned(id));
      inboxes.set(host, inbox);
      const own = state.applications.get(application ?? '') ?? null;
      for (const attempt of inbox === 'unknown' ? [] : inbox)
        shares.push({ attempt, host, state: host.state, application: own });
    }),
  );
  for (const { id: attempt, driver } of open) {
    const host = state.drivers.get(hostOf(driver) ?? '');
    // A share of an unknown host is unknown too.
    if (!host || shares.some((share) => share.attempt === attempt && share.host === host)) continue;
    shares.push({ attempt, host, state: await stateOf(attempt, host), application: null });
  }
  return shares;

  async function stateOf(attempt: string, host: Driver): Promise<DriverSight> {
    if (!isAlive(host.state)) return host.state;
    if (inboxes.get(host) === 'unknown') return 'unknown';
    const ended = await orUnknown(files.ended(attempt));
    if (ended === 'unknown') return 'unknown';
    // Without a record it was never assigned, or its session is closed: its claim settles it.
    if (ended === null) return 'FAILED';
    return ended.code === 0 ? 'FINISHED' : ended.code < 0 ? 'KILLED' : 'FAILED';
  }
}

async function orUnknown<T>(answer: Promise<T>): Promise<T | 'unknown'> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof UnreachableError) return 'unknown';
    throw error;
  }
}

/** Ends shares: by a request to the host, then by the end of the host itself. */
class Killer {
  readonly #cluster: Cluster;
  readonly #parts: SessionParts;
  /** When this process first asked for the end of a share. */
  readonly #asked = new Map<string, number>();

  constructor(cluster: Cluster, parts: SessionParts) {
    this.#cluster = cluster;
    this.#parts = parts;
  }

  async kill(share: string): Promise<void> {
    const { store, files, clock, patience } = this.#parts;
    const host = hostOf(share) ?? '';
    const attempt = share.slice(host.length + 1);
    const [session] = await store.sessions.ofDrivers([host]);
    const now = clock.steady().getTime();
    const asked = this.#asked.get(share) ?? now;
    this.#asked.set(share, asked);
    if (session) await files.requestKill(session.id, attempt);
    if (session && now - asked < patience * 1000 && (await this.#isUp(host))) return;
    this.#asked.delete(share);
    await this.#cluster.kill(host);
  }

  /** A host that has not begun reads no request. */
  async #isUp(host: string): Promise<boolean> {
    return (await this.#cluster.state()).drivers.get(host)?.state === 'RUNNING';
  }
}
