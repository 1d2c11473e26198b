/** places: which stages of a pool may go on at once, and whose turn it is where they take several places each. */
import type { StageTurn } from '../model/run.ts';
import { waitsBehind, waitsForPlaces } from './words.ts';

type Turn = Pick<StageTurn, 'run' | 'name' | 'pool' | 'places'>;

export class Places {
  readonly #sizes: Readonly<Record<string, number>>;
  readonly #taken: Map<string, number>;
  /** The first stage of each pool that waits for places of it. */
  readonly #first = new Map<string, Turn>();

  /**
   * @param sizes - how many places each pool has; one that is not in it has no end of them
   * @param taken - how many are taken by stages that were admitted before
   */
  constructor(sizes: Readonly<Record<string, number>>, taken: ReadonlyMap<string, number>) {
    this.#sizes = sizes;
    this.#taken = new Map(taken);
  }

  /**
   * Why a stage can't have its places, or null. Ask in the order of turns: once one of a pool waits, all that come after
   * it in the same pool do too, or a pool in which there is always something small would never let in what takes much.
   */
  lacks(turn: Turn): string | null {
    if (turn.pool === null) return null;
    const first = this.#first.get(turn.pool);
    if (first) return waitsBehind(turn.pool, `${first.run}/${first.name}`);
    const [size, taken] = [this.#sizes[turn.pool] ?? Infinity, this.#taken.get(turn.pool) ?? 0];
    const wanted = wantedOf(turn, size);
    if (size === Infinity || taken + wanted <= size) return null;
    this.#first.set(turn.pool, turn);
    return waitsForPlaces(turn.pool, wanted, taken, size);
  }

  /** A stage has its places, or keeps them until there is room for it on the cluster. */
  take(turn: Turn): void {
    if (turn.pool === null) return;
    const wanted = wantedOf(turn, this.#sizes[turn.pool] ?? Infinity);
    this.#taken.set(turn.pool, (this.#taken.get(turn.pool) ?? 0) + wanted);
  }
}

/** A pool that has been made smaller since is taken whole, so that nothing waits for ever. */
function wantedOf({ places }: Turn, size: number): number {
  return Math.min(places ?? Infinity, Math.max(size, 1));
}
