/** Prints the steps of runs, a line each, from the transitions in the store. */
import { isOver } from '../../model/run.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store, Transition } from '../../ports/ports.ts';
import { UnreachableError } from '../../model/errors.ts';

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

  /** Follows every run, from now on. */
  static async fromNow(store: Store): Promise<Narrator> {
    return new Narrator(store, await store.history.last());
  }

  /** Follows one run, from its beginning or from behind a transition's number. */
  static ofRun(store: Store, run: string, after = 0): Narrator {
    return new Narrator(store, after, run);
  }

  /** Calls `tell` until interrupted, or until the one run has ended; true in the latter case. */
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
      // The engine's loop logs it; the next read has the missing transitions.
      if (error instanceof UnreachableError) return [];
      throw error;
    }
  }

  #line(transition: Transition): string {
    if (this.#run !== undefined) return runLine(transition);
    const { run, stage, state, reason } = transition;
    return `${run} ${stage ?? ''}${stage ? ' ' : ''}${state}: ${reason}`;
  }
}

/** Formats a transition of a run that is followed alone. */
export function runLine({
  stage,
  state,
  reason,
  at,
}: Pick<Transition, 'stage' | 'state' | 'reason' | 'at'>): string {
  const time = at.toISOString().slice(11, 19);
  return `${time}  ${(stage ?? 'run').padEnd(12)} ${state.padEnd(10)} ${reason}`;
}

function ended({ stage, state }: Transition): boolean {
  return stage === null && isOver(state);
}

/** An attempt's outcome: the next transition has its meaning for the stage. */
function isOutcome({ attempt, state }: Transition): boolean {
  return attempt !== null && isOver(state);
}
