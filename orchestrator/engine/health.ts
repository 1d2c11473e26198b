/** health: which parts of the cluster can't be reached, said once when they go and once when they are back. */
import type { UnreachableError } from '../model/errors.ts';
import type { World } from './ports.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

interface Outage {
  since: Date;
  failures: number;
}

export class Health {
  readonly #world: Pick<World, 'log' | 'clock' | 'probes'>;
  readonly #outages = new Map<string, Outage>();

  constructor(world: Pick<World, 'log' | 'clock' | 'probes'>) {
    this.#world = world;
  }

  /** Notes that a part could not be reached. */
  down(error: UnreachableError): void {
    const known = this.#outages.get(error.part);
    this.#outages.set(error.part, {
      since: known?.since ?? this.#world.clock.steady(),
      failures: (known?.failures ?? 0) + 1,
    });
    if (!known) this.#world.log.warn(`${error.message}; waiting for it, and trying again`);
  }

  /** Asks the parts that were away whether they are back; false while one is not. */
  async recovered(): Promise<boolean> {
    for (const [part, outage] of this.#outages) {
      try {
        await this.#world.probes.get(part)?.();
      } catch {
        outage.failures += 1;
        continue;
      }
      this.#outages.delete(part);
      const seconds = Math.round(
        (this.#world.clock.steady().getTime() - outage.since.getTime()) / 1000,
      );
      this.#world.log.warn(`${part} is back after ${seconds} s`);
    }
    return this.#outages.size === 0;
  }

  /** How long to wait before the next look, in milliseconds; 0 when every part answers. */
  pause(): number {
    const failures = Math.max(0, ...[...this.#outages.values()].map((outage) => outage.failures));
    return failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
  }
}
