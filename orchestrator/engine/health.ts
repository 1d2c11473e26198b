/**
 * Which parts of the cluster can't be reached. An outage is logged once when it begins and once when it ends. It ends after a
 * whole pass without a failure: a store whose disk is full still answers a probe, and refuses the next write.
 */
import type { UnreachableError } from '../model/errors.ts';
import type { World } from '../ports/ports.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

interface Trouble {
  failures: number;
  /** Whether the part answered its probe in this pass and has not failed since. */
  answers: boolean;
}

/** Outages by part, shared by several loops, so that one of them reports each. `waiting`: loops that still see it. */
export type Outages = Map<string, { since: Date; waiting: Set<Health> }>;

export class Health {
  readonly #world: Pick<World, 'log' | 'clock' | 'probes'>;
  readonly #outages: Outages;
  readonly #troubles = new Map<string, Trouble>();

  constructor(world: Pick<World, 'log' | 'clock' | 'probes'>, outages: Outages) {
    this.#world = world;
    this.#outages = outages;
  }

  /** Records that a part could not be reached. */
  down({ part, message }: UnreachableError): void {
    const { failures, answers } = this.#troubles.get(part) ?? { failures: 0, answers: true };
    // Several steps of one pass that fail for the same outage count as one failure.
    this.#troubles.set(part, { failures: failures + (answers ? 1 : 0), answers: false });
    const outage = this.#outages.get(part);
    if (outage) {
      outage.waiting.add(this);
      return;
    }
    this.#outages.set(part, { since: this.#world.clock.steady(), waiting: new Set([this]) });
    this.#world.log.warn(`${message}; waiting for it, and trying again`);
  }

  /** Before a pass: probes the parts that failed. */
  async probe(): Promise<void> {
    for (const [part, trouble] of this.#troubles) {
      try {
        await this.#world.probes.get(part)?.();
        trouble.answers = true;
      } catch {
        trouble.failures += 1;
        trouble.answers = false;
      }
    }
  }

  /** After a pass: a part that answered its probe and did not fail since is back. */
  passed(): void {
    for (const [part, { answers }] of this.#troubles) {
      if (!answers) continue;
      this.#troubles.delete(part);
      const outage = this.#outages.get(part);
      outage?.waiting.delete(this);
      if (!outage || outage.waiting.size > 0) continue;
      this.#outages.delete(part);
      const lasted = this.#world.clock.steady().getTime() - outage.since.getTime();
      this.#world.log.warn(`${part} is back after ${Math.round(lasted / 1000)} s`);
    }
  }

  /** How long to wait before the next pass, in milliseconds; 0 if every part answers. */
  pause(): number {
    const failures = Math.max(0, ...[...this.#troubles.values()].map((each) => each.failures));
    return failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
  }
}
