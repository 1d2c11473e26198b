/**
 * A loop takes its steps again and again while this orchestrator leads. No step calls the next: each rereads the store and
 * can be repeated. A wake-up brings the next pass sooner; polling brings it anyway.
 */
import { describe, FencedOut, UnreachableError } from '../model/errors.ts';
import type { Cluster, ClusterState, Lease, World } from '../ports/ports.ts';
import { Health, type Outages } from './health.ts';

const STAND_BY_MS = 1_000;
const UNHURRIED_MS = 400;

export type Step = (world: World) => Promise<void>;

/** Steps by name, in the order in which a pass takes them. */
export type Steps = Readonly<Record<string, Step>>;

export type StepObserver = (step: string, seconds: number) => void;

export interface LoopOptions {
  /** Taken in every pass. */
  steps: Steps;
  /** Taken after `steps`, but at most every 400 ms: a hand-off between stages does not wait for them. */
  unhurried?: Steps;
  lease: Lease;
  /** Shared by loops, so that an outage is reported once. */
  outages: Outages;
  /** Returns how long to wait after a pass without an outage, in milliseconds. */
  pause: (world: World) => Promise<number>;
  /** Runs in a new leader before its first pass. */
  onLead?: Step;
  /** Gets the duration of each step, also of one that failed. */
  observe?: StepObserver;
}

export class Loop {
  readonly #world: World;
  readonly #options: LoopOptions;
  readonly #health: Health;
  readonly #ended: Promise<void>;
  #stopping = false;
  #nap = new AbortController();
  /** Null if it is unknown, so that the next answer counts as a change. */
  #leading: boolean | null = null;
  #unhurriedAt = -Infinity;

  private constructor(world: World, options: LoopOptions) {
    this.#world = world;
    this.#options = options;
    this.#health = new Health(world, options.outages);
    this.#ended = this.#run();
  }

  static start(world: World, options: LoopOptions): Loop {
    return new Loop(world, options);
  }

  /** Starts the next pass at once. */
  wake(): void {
    this.#nap.abort();
  }

  /** Resolves after the pass under way. Drivers keep running, and the next start continues with them. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      // Created before the pass, so that a wake-up during the pass counts.
      this.#nap = new AbortController();
      const { signal } = this.#nap;
      await this.#world.clock.sleep(await this.#pass(signal), signal);
    }
  }

  /** Takes each step once; returns how long to wait for the next pass, in milliseconds. */
  async #pass(woken: AbortSignal): Promise<number> {
    try {
      await this.#health.probe();
      if (!(await this.#leads())) {
        this.#health.passed();
        return STAND_BY_MS;
      }
      const { steps, unhurried = {} } = this.#options;
      const world = { ...this.#world, cluster: readOnce(this.#world.cluster) };
      for (const [name, step] of Object.entries(steps)) await this.#take(name, step, world);
      const now = this.#world.clock.steady().getTime();
      if (now - this.#unhurriedAt >= UNHURRIED_MS) {
        this.#unhurriedAt = now;
        // The first read of the cluster may be older than drivers that this pass has submitted.
        const later = { ...this.#world, cluster: readOnce(this.#world.cluster) };
        for (const [name, step] of Object.entries(unhurried)) await this.#take(name, step, later);
      }
      this.#health.passed();
      // After a wake-up there is no pause, so that the store need not be read for its length.
      return this.#health.pause() || (woken.aborted ? 0 : await this.#options.pause(this.#world));
    } catch (error) {
      this.#report('the loop', error);
      return this.#health.pause() || STAND_BY_MS;
    }
  }

  async #leads(): Promise<boolean> {
    const leads = await this.#options.lease.hold().catch((error: unknown) => {
      // Another may lead until the store answers again; this one then starts over with onLead.
      this.#leading &&= null;
      throw error;
    });
    if (leads !== this.#leading) {
      if (leads) await this.#options.onLead?.(this.#world);
      if (leads && this.#leading === false) this.#world.log.info('leading now');
      if (!leads) this.#world.log.info('another orchestrator leads; standing by until it ends');
    }
    this.#leading = leads;
    return leads;
  }

  /** One step's failure does not stop the others. No step starts while it is in doubt who leads. */
  async #take(name: string, step: Step, world: World): Promise<void> {
    const { lease, observe } = this.#options;
    if (this.#stopping || !lease.leads()) return;
    const { clock } = this.#world;
    const started = clock.steady().getTime();
    try {
      await step(world);
    } catch (error) {
      if (error instanceof FencedOut) throw error;
      this.#report(name, error);
    } finally {
      observe?.(name, (clock.steady().getTime() - started) / 1000);
    }
  }

  #report(name: string, error: unknown): void {
    if (error instanceof AggregateError) for (const each of error.errors) this.#report(name, each);
    else if (error instanceof UnreachableError) this.#health.down(error);
    else if (!(error instanceof FencedOut))
      this.#world.log.error(`${name}: ${describe(error)}`, { error });
  }
}

/** One read of the master's state serves many steps. */
function readOnce(cluster: Cluster): Cluster {
  let state: Promise<ClusterState> | undefined;
  return { ...cluster, state: () => (state ??= cluster.state()) };
}
