import TinyQueue from 'tinyqueue';

interface Event {
  at: number;
  order: number;
  action: () => void;
}

/** When every history begins, in milliseconds since 1970. */
export const BEGINNING = Date.UTC(2026, 2, 1);

/** The simulated time: nothing happens but what was put on its calendar, one thing after the other. */
export class Time {
  readonly #calendar = new TinyQueue<Event>([], (a, b) => a.at - b.at || a.order - b.order);
  #now = BEGINNING;
  #order = 0;

  /** Milliseconds since 1970. */
  now(): number {
    return this.#now;
  }

  after(milliseconds: number, action: () => void): void {
    this.#calendar.push({ at: this.#now + milliseconds, order: ++this.#order, action });
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }

  /** Lets time pass until `done`, or until `end`; false in the latter case. */
  async run(done: () => boolean, end: number): Promise<boolean> {
    for (;;) {
      // Whatever follows from the last event without waiting happens before the next.
      await new Promise(setImmediate);
      if (done()) return true;
      const event = this.#calendar.peek();
      if (!event || event.at > end) return false;
      this.#calendar.pop();
      this.#now = event.at;
      event.action();
    }
  }
}
