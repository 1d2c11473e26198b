/** Tells what happens to runs, line by line, from the transitions that the store keeps. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store, Transition } from '../engine/ports.ts';
import { UnreachableError } from '../model/errors.ts';

const POLL_MS = 300;

export class Narrator {
  readonly #store: Store;
  readonly #run: string | undefined;
  #last: number;

  private constructor(store: Store, last: number, run?: string) {
    this.#store = store;
    this.#last = last;
    this.#run = run;
  }

  /** Every run, from now on. */
  static async fromNow(store: Store): Promise<Narrator> {
    return new Narrator(store, await store.history.last());
  }

  /** One run, from its beginning, or from what comes after a transition's number. */
  static ofRun(store: Store, run: string, after = 0): Narrator {
    return new Narrator(store, after, run);
  }

  /** Tells until interrupted, or until the one run has ended; true in the latter case. */
  async follow(
    signal: AbortSignal,
    tell: (line: string, transition: Transition) => void,
  ): Promise<boolean> {
    while (!signal.aborted) {
      for (const transition of await this.#news()) {
        if (!isOutcome(transition)) tell(this.#line(transition), transition);
        if (this.#run !== undefined && ended(transition)) return true;
      }
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }

  async #news(): Promise<Transition[]> {
    try {
      const news = await this.#store.history.since(this.#last, this.#run);
      this.#last = news.at(-1)?.id ?? this.#last;
      return news;
    } catch (error) {
      // The loop says so; what is missed now is told later.
      if (error instanceof UnreachableError) return [];
      throw error;
    }
  }

  #line({ run, stage, state, reason, at }: Transition): string {
    const time = at.toISOString().slice(11, 19);
    if (this.#run === undefined)
      return `${run} ${stage ?? ''}${stage ? ' ' : ''}${state}: ${reason}`;
    return `${time}  ${(stage ?? 'run').padEnd(12)} ${state.padEnd(10)} ${reason}`;
  }
}

function ended({ stage, state }: Transition): boolean {
  return stage === null && ['succeeded', 'failed', 'killed', 'skipped'].includes(state);
}

/** An attempt's outcome; what it means for the stage is told in the next transition. */
function isOutcome({ attempt, state }: Transition): boolean {
  return attempt !== null && ['succeeded', 'failed', 'killed'].includes(state);
}
