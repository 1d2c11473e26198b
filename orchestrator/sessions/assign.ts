/** Gives an attempt to a session: to one that is up, or to a new one. */
import { attemptProperties } from '../model/attempt.ts';
import { AmbiguousSubmission, describe, SparkwrightError } from '../model/errors.ts';
import { attemptsByHost, takesMore } from '../model/session-places.ts';
import { shareOf, type Session, type SessionWish } from '../model/session.ts';
import { isAlive } from '../model/verdict.ts';
import type { Cluster, Submission } from '../ports/ports.ts';
import type { SessionParts } from './parts.ts';

/** Seconds that a host waits longer than the orchestrator before it closes by itself. */
const HOST_PATIENCE = 120;

/** Assigns attempts of one orchestrator. Those of one key wait for each other, so that none starts a session too many. */
export class Assigner {
  readonly #cluster: Cluster;
  readonly #parts: SessionParts;
  readonly #turns = new Map<string, Promise<unknown>>();
  /** Attempts assigned by this process, by session: the store does not show them at once. */
  readonly #assigned = new Map<string, Set<string>>();

  constructor(cluster: Cluster, parts: SessionParts) {
    this.#cluster = cluster;
    this.#parts = parts;
  }

  /**
   * Returns the driver id of the attempt; null if all sessions are taken and there may be no more of them.
   *
   * @throws AmbiguousSubmission if a new session's host may or may not run
   */
  assign(submission: Submission, want: SessionWish): Promise<string | null> {
    const turn = (this.#turns.get(want.key) ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => this.#assign(submission, want));
    this.#turns.set(want.key, turn);
    return turn;
  }

  async #assign(submission: Submission, want: SessionWish): Promise<string | null> {
    const { store, limits } = this.#parts;
    const sessions = await store.sessions.open();
    for (const session of await this.#taking(sessions.filter(({ key }) => key === want.key))) {
      if (!(await store.sessions.taken(session.id))) continue;
      if (await this.#give(session, submission)) return shareOf(session.driver, submission.attempt);
      await store.sessions.closing(session.id, 'its host takes no more attempts', this.#now());
    }
    if (sessions.length >= limits.max) return null;
    return this.#start(submission, want);
  }

  /** The sessions that may get another attempt, with living hosts. */
  async #taking(sessions: readonly Session[]): Promise<(Session & { driver: string })[]> {
    if (sessions.length === 0) return [];
    const { store, limits } = this.#parts;
    const [open, state] = await Promise.all([store.attempts.open(), this.#cluster.state()]);
    const saved = attemptsByHost(open);
    const isOpen = new Set(open.map(({ id }) => id));
    return sessions.filter((session): session is Session & { driver: string } => {
      const mine = [...(this.#assigned.get(session.id) ?? [])].filter((id) => isOpen.has(id));
      this.#assigned.set(session.id, new Set(mine));
      const running = new Set([...mine, ...(saved.get(session.driver ?? '') ?? [])]).size;
      return (
        isAlive(state.drivers.get(session.driver ?? '')?.state) &&
        takesMore(session, running, limits, this.#now())
      );
    });
  }

  async #start(submission: Submission, want: SessionWish): Promise<string> {
    const { store, newId } = this.#parts;
    const { stage } = submission;
    const id = newId();
    const size = { driver: stage.spark.driver, executor: stage.spark.executor };
    await store.sessions.intend({ id, ...want, size }, this.#now());
    const driver = await this.#submitHost(id, submission).catch(async (error: unknown) => {
      // With an unknown host, the session's claim settles whether it runs.
      if (error instanceof SparkwrightError && !(error instanceof AmbiguousSubmission))
        await store.sessions.closed(id, `its host was not submitted: ${describe(error)}`);
      throw error;
    });
    await store.sessions.submitted(id, driver);
    return shareOf(driver, submission.attempt);
  }

  async #submitHost(id: string, submission: Submission): Promise<string> {
    const { store, files, limits } = this.#parts;
    const { stage, release } = submission;
    const spec = await files.writeSpec({
      session: id,
      release,
      attempts: limits.runs,
      age: limits.age + HOST_PATIENCE,
      idle: limits.idle + HOST_PATIENCE,
    });
    await store.sessions.taken(id);
    // Before the host is submitted, so that it finds the attempt at once.
    await this.#give({ id }, submission);
    return this.#cluster.submit({
      ...submission,
      attempt: id,
      name: `sparkwright.${id}`,
      spec,
      program: 'session',
      stage: { ...stage, env: {} },
    });
  }

  async #give({ id }: Pick<Session, 'id'>, submission: Submission): Promise<boolean> {
    const { attempt, spec, stage, run } = submission;
    const given = await this.#parts.files.assign(id, {
      attempt,
      spec,
      settings: attemptProperties(attempt, run),
      environment: stage.env,
    });
    if (given) this.#assigned.set(id, new Set([...(this.#assigned.get(id) ?? []), attempt]));
    return given;
  }

  #now(): Date {
    return this.#parts.clock.steady();
  }
}
