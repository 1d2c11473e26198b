/** Simulated tables of the lake, and a source that grows. */
import type { Universe } from './universe.ts';

interface Table {
  /** The attempt that published last; null if none has. */
  main: string | null;
  /** Exclusive upper bound of the loaded rows. */
  bound: number;
}

export class Lake {
  readonly #universe: Universe;
  readonly #tables = new Map<string, Table>();
  readonly #published = new Map<string, number>();

  constructor(universe: Universe) {
    this.#universe = universe;
  }

  /** The number of rows in the source now. */
  rows(): number {
    return Math.floor((this.#universe.time.now() - Date.UTC(2026, 2, 1)) / 100);
  }

  bound(table: string): number {
    return this.#table(table).bound;
  }

  main(table: string): string | null {
    return this.#table(table).main;
  }

  /**
   * Moves main to the branch of an attempt. False if another attempt has published meanwhile.
   *
   * @param base - main when the attempt began
   */
  publish(
    table: string,
    by: { attempt: string; stage: string; number: number },
    base: string | null,
    bound: number,
  ): boolean {
    const known = this.#table(table);
    if (known.main !== base) return false;
    const newest = this.#published.get(by.stage) ?? 0;
    if (newest > by.number)
      this.#universe.violate(`${by.attempt} published after attempt ${newest} of its stage`);
    this.#published.set(by.stage, by.number);
    Object.assign(known, { main: by.attempt, bound: Math.max(bound, known.bound) });
    return true;
  }

  #table(name: string): Table {
    const known = this.#tables.get(name) ?? { main: null, bound: 0 };
    this.#tables.set(name, known);
    return known;
  }
}
