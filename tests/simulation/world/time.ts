import TinyQueue from 'tinyqueue';

interface Event {
  at: number;
  order: number;
  action: () => void;
}

/** The start of every history, in milliseconds since 1970. */
export const BEGINNING = Date.UTC(2026, 2, 1);

/** The simulated time. It runs the events of its calendar one after another. */
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

  /** Lets time pass until `done` returns true, or until `end`. @returns whether it is done */
  async run(done: () => boolean, end: number): Promise<boolean> {
    for (;;) {
      // Lets all promises settle that do not wait for simulated time.
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
