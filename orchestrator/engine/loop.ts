/**
 * The loop: the steps of the life of a run, again and again. No step calls the next; each rereads the store, and can be
 * done twice. A wake-up makes the next pass come sooner, and a pass that nobody asked for comes anyway.
 */
import { describe, UnreachableError } from '../model/errors.ts';
import { admit } from './admit.ts';
import { commit } from './commit.ts';
import { Health } from './health.ts';
import { planRuns } from './plan-run.ts';
import type { World } from './ports.ts';
import { rescue } from './rescue.ts';
import { submit } from './submit.ts';
import { tick } from './tick.ts';
import { watch } from './watch.ts';

const BUSY_MS = 500;
const IDLE_MS = 5_000;
const STAND_BY_MS = 2_000;

export interface LoopOptions {
  /** Whether slots of the schedules become runs, or only the runs that are there go on. */
  schedules: boolean;
  /** Whether this orchestrator leads; one that doesn't stands by. */
  leads(): Promise<boolean>;
}

export class Loop {
  readonly #world: World;
  readonly #options: LoopOptions;
  readonly #health: Health;
  readonly #ended: Promise<void>;
  #stopping = false;
  #wake: () => void = () => undefined;
  #woken = false;
  #standingBy = false;

  private constructor(world: World, options: LoopOptions) {
    this.#world = world;
    this.#options = options;
    this.#health = new Health(world);
    this.#ended = this.#run();
  }

  static start(world: World, options: LoopOptions): Loop {
    return new Loop(world, options);
  }

  /** Has the next pass come at once. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Ends after the pass under way. Drivers run on; the next start goes on with them. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const pause = await this.#pass();
      if (!this.#woken) await this.#sleep(pause);
      this.#woken = false;
    }
  }

  /** One pass over the steps; returns how long to wait for the next, in milliseconds. */
  async #pass(): Promise<number> {
    try {
      await this.#health.recovered();
      if (!(await this.#leads())) return STAND_BY_MS;
    } catch (error) {
      this.#report('lead', error);
      return this.#health.pause() || STAND_BY_MS;
    }
    await this.#attempt('watch', watch);
    await this.#attempt('commit', commit);
    if (this.#options.schedules) await this.#attempt('tick', tick);
    await this.#attempt('plan-run', planRuns);
    await this.#attempt('rescue', rescue);
    await this.#attempt('admit', admit);
    await this.#attempt('submit', submit);
    return this.#health.pause() || (await this.#restOf());
  }

  async #leads(): Promise<boolean> {
    const leads = await this.#options.leads();
    if (!leads && !this.#standingBy)
      this.#world.log.info('another orchestrator leads; standing by until it ends');
    if (leads && this.#standingBy) this.#world.log.info('leading now');
    this.#standingBy = !leads;
    return leads;
  }

  /** One step's failure does not keep the others from their work. */
  async #attempt(name: string, step: (world: World) => Promise<void>): Promise<void> {
    if (this.#stopping) return;
    try {
      await step(this.#world);
    } catch (error) {
      this.#report(name, error);
    }
  }

  #report(name: string, error: unknown): void {
    if (error instanceof UnreachableError) this.#health.down(error);
    else this.#world.log.error(`${name}: ${describe(error)}`, { error });
  }

  async #restOf(): Promise<number> {
    try {
      return (await this.#world.store.activeRuns()).length > 0 ? BUSY_MS : IDLE_MS;
    } catch (error) {
      this.#report('rest', error);
      return IDLE_MS;
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    if (this.#stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}
