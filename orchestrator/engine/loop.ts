/**
 * A loop: its steps, again and again, while this orchestrator leads. No step calls the next; each rereads the store, and
 * can be done twice. A wake-up makes the next pass come sooner, and a pass that nobody asked for comes anyway.
 */
import { describe, FencedOut, UnreachableError } from '../model/errors.ts';
import { Health, type Outages } from './health.ts';
import type { Cluster, ClusterState, Lease, World } from './ports.ts';

const STAND_BY_MS = 1_000;
const UNHURRIED_MS = 400;

export type Step = (world: World) => Promise<void>;

export interface LoopOptions {
  /** Taken in every pass. */
  steps: Readonly<Record<string, Step>>;
  /** Taken after them, though not in every pass that a wake-up brings: what a hand-off between stages does not wait for. */
  unhurried?: Readonly<Record<string, Step>>;
  lease: Lease;
  /** Shared by loops that are to tell of an outage once. */
  outages: Outages;
  /** Milliseconds to wait after a pass that went well. */
  pause: (world: World) => Promise<number>;
  /** What a new leader does before its first pass. */
  onLead?: Step;
}

export class Loop {
  readonly #world: World;
  readonly #options: LoopOptions;
  readonly #health: Health;
  readonly #ended: Promise<void>;
  #stopping = false;
  #nap = new AbortController();
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

  /** Has the next pass come at once. */
  wake(): void {
    this.#nap.abort();
  }

  /** Ends after the pass under way. Drivers run on; the next start goes on with them. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      // Made before the pass, so that a wake-up in the middle of it counts.
      this.#nap = new AbortController();
      const { signal } = this.#nap;
      await this.#world.clock.sleep(await this.#pass(signal), signal);
    }
  }

  /** One pass over the steps; returns how long to wait for the next, in milliseconds. */
  async #pass(woken: AbortSignal): Promise<number> {
    try {
      await this.#health.probe();
      if (!(await this.#leads())) {
        this.#health.passed();
        return STAND_BY_MS;
      }
      const { steps, unhurried = {} } = this.#options;
      const world = { ...this.#world, cluster: onePass(this.#world.cluster) };
      for (const [name, step] of Object.entries(steps)) await this.#take(name, step, world);
      const now = this.#world.clock.steady().getTime();
      if (now - this.#unhurriedAt >= UNHURRIED_MS) {
        this.#unhurriedAt = now;
        for (const [name, step] of Object.entries(unhurried)) await this.#take(name, step, world);
      }
      this.#health.passed();
      // Who is woken already waits for nothing, and needs not ask how long.
      return this.#health.pause() || (woken.aborted ? 0 : await this.#options.pause(this.#world));
    } catch (error) {
      this.#report('the loop', error);
      return this.#health.pause() || STAND_BY_MS;
    }
  }

  async #leads(): Promise<boolean> {
    const leads = await this.#options.lease.hold();
    if (leads !== this.#leading) {
      if (leads) await this.#options.onLead?.(this.#world);
      if (leads && this.#leading === false) this.#world.log.info('leading now');
      if (!leads) this.#world.log.info('another orchestrator leads; standing by until it ends');
    }
    this.#leading = leads;
    return leads;
  }

  /** One step's failure does not keep the others from their work. */
  async #take(name: string, step: Step, world: World): Promise<void> {
    if (this.#stopping) return;
    try {
      await step(world);
    } catch (error) {
      if (error instanceof FencedOut) throw error;
      this.#report(name, error);
    }
  }

  #report(name: string, error: unknown): void {
    if (error instanceof AggregateError) for (const each of error.errors) this.#report(name, each);
    else if (error instanceof UnreachableError) this.#health.down(error);
    else if (!(error instanceof FencedOut))
      this.#world.log.error(`${name}: ${describe(error)}`, { error });
  }
}

/** The master's state is read once in a pass, by whoever asks first. */
function onePass(cluster: Cluster): Cluster {
  let state: Promise<ClusterState> | undefined;
  return { ...cluster, state: () => (state ??= cluster.state()) };
}
