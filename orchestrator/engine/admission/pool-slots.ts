/** The slots of pools (`places` in YAML): which stages of a pool may run at once, and whose turn is next. */
import type { StageTurn } from '../../model/run.ts';
import { waitsBehind, waitsForPlaces } from './reasons.ts';

type Turn = Pick<StageTurn, 'run' | 'name' | 'pool' | 'places'>;

export class PoolSlots {
  readonly #sizes: Readonly<Record<string, number>>;
  readonly #used: Map<string, number>;
  /** The first waiting stage of each pool. */
  readonly #first = new Map<string, Turn>();

  /**
   * @param sizes - slots of each pool; a pool that is missing has no limit
   * @param used - slots of stages that were admitted before
   */
  constructor(sizes: Readonly<Record<string, number>>, used: ReadonlyMap<string, number>) {
    this.#sizes = sizes;
    this.#used = new Map(used);
  }

  /**
   * Returns why a stage must wait for its pool; null if it need not. Call it in the order of turns: once a stage waits, all
   * later stages of its pool wait too. Otherwise small stages could keep a large one out forever.
   */
  reasonToWait(turn: Turn): string | null {
    if (turn.pool === null) return null;
    const first = this.#first.get(turn.pool);
    if (first) return waitsBehind(turn.pool, `${first.run}/${first.name}`);
    const [size, used] = [this.#sizes[turn.pool] ?? Infinity, this.#used.get(turn.pool) ?? 0];
    const wanted = slotsFor(turn, size);
    if (size === Infinity || used + wanted <= size) return null;
    this.#first.set(turn.pool, turn);
    return waitsForPlaces(turn.pool, wanted, used, size);
  }

  /** Reserves a stage's slots, also while it still waits for room on the cluster. */
  reserve(turn: Turn): void {
    if (turn.pool === null) return;
    const wanted = slotsFor(turn, this.#sizes[turn.pool] ?? Infinity);
    this.#used.set(turn.pool, (this.#used.get(turn.pool) ?? 0) + wanted);
  }
}

/** A stage that wants more slots than its pool has takes the whole pool; it must not wait forever. */
function slotsFor({ places }: Turn, size: number): number {
  return Math.min(places ?? Infinity, Math.max(size, 1));
}
