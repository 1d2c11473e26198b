/** A cluster with sessions, of which a test sets every part. */
import type { SessionWish } from '../../../orchestrator/model/session.ts';
import { UnreachableError } from '../../../orchestrator/model/errors.ts';
import type { DriverSight } from '../../../orchestrator/model/verdict.ts';
import type { Cluster, Submission } from '../../../orchestrator/ports/ports.ts';
import type { Assignment } from '../../../orchestrator/ports/sessions.ts';
import { withSessions } from '../../../orchestrator/sessions/cluster.ts';
import { SESSION_LIMITS } from '../../support/samples.ts';
import { clusterOf, testWorld } from '../engine/world.ts';

export const PATIENCE = 30;
const YAML = `pipeline: a
concurrency: 9
stages: { one: { job: a.py, env: { TOKEN: t } } }`;

export interface Place {
  world: ReturnType<typeof testWorld>;
  cluster: Cluster;
  /** The calls that reached the cluster and HDFS. */
  calls: string[];
  submissions: Submission[];
  assignments: Map<string, Assignment>;
  /** States that the master shows of drivers. */
  drivers: Map<string, DriverSight>;
  inbox: Set<string>;
  ends: Map<string, number>;
  faults: { closed?: boolean; hdfs?: boolean; submit?: Error };
  /** Submits an attempt of a new run, and saves its driver as the engine does. */
  submit: (wish?: Partial<SessionWish> | null) => Promise<{ id: string; driver: string }>;
}

export function openPlace(): Place {
  const world = testWorld([YAML]);
  const calls: string[] = [];
  const submissions: Submission[] = [];
  const assignments = new Map<string, Assignment>();
  const drivers = new Map<string, DriverSight>();
  const inbox = new Set<string>();
  const ends = new Map<string, number>();
  const faults: Place['faults'] = {};
  const answer = <T>(value: T) =>
    faults.hdfs
      ? Promise.reject(new UnreachableError('HDFS', 'HDFS is unreachable'))
      : Promise.resolve(value);
  const base: Cluster = {
    ...clusterOf({}),
    state: async () => ({
      ...(await clusterOf({}).state()),
      drivers: new Map(
        [...drivers].map(([id, state]) => [
          id,
          { id, state, worker: 'worker-1', cores: 1, memory: 1024 },
        ]),
      ),
      applications: new Map([['app-1', { id: 'app-1', name: 'host', cores: 2 }]]),
    }),
    submit: (submission) => {
      submissions.push(submission);
      if (faults.submit) return Promise.reject(faults.submit);
      const id = `driver-${submissions.length}`;
      drivers.set(id, 'RUNNING');
      return Promise.resolve(id);
    },
    kill: (id) => Promise.resolve(void calls.push(`kill ${id}`)),
    killApplication: (id) => Promise.resolve(void calls.push(`kill ${id}`)),
  };
  let sessions = 0;
  const cluster = withSessions(base, {
    store: world.store,
    files: {
      writeSpec: ({ session }) => answer(`hdfs://sessions/${session}/spec.json`),
      assign: (session, assignment) => {
        calls.push(`${session} gets ${assignment.attempt}`);
        assignments.set(assignment.attempt, assignment);
        if (!faults.closed) inbox.add(assignment.attempt);
        return answer(!faults.closed);
      },
      assigned: () => answer(inbox),
      requestKill: (_session, attempt) => Promise.resolve(void calls.push(`ask ${attempt}`)),
      requestClose: () => answer(undefined),
      ended: (attempt) => {
        const code = ends.get(attempt);
        return answer(code === undefined ? null : { code });
      },
      readApplication: () => answer(null),
      takeClaim: () => answer({ by: 'tombstone', driver: null } as const),
    },
    clock: world.clock,
    limits: SESSION_LIMITS,
    patience: PATIENCE,
    newId: () => `session-${++sessions}`,
  });
  const submit = async (wish: Partial<SessionWish> | null = {}) => {
    const run = await world.planned('a');
    const definition = await world.store.pipelines.definition('a', 1);
    const [stage] = definition?.stages ?? [];
    if (!stage) throw new Error('there is no stage');
    const id = `${run}-one-1`;
    await world.store.stages.admit([{ run, name: 'one' }]);
    await world.store.attempts.intend({ id, run, stage: 'one', number: 1 });
    const session = wish && { key: 'k', run: null, places: 2, ...wish };
    const spec = `hdfs://attempts/${id}/spec.json`;
    const name = 'a.one';
    const driver = await cluster.submit({
      attempt: id,
      run,
      name,
      release: 'r',
      spec,
      stage,
      session,
    });
    await world.store.attempts.submitted(id, driver, '', world.clock.steady());
    return { id, driver };
  };
  return { world, cluster, calls, submissions, assignments, drivers, inbox, ends, faults, submit };
}
