/** Steps at which a test holds drivers. */
import type { Step } from './play.ts';

export interface Hold<Driver> {
  /** Resolves with the first driver that reaches the step. */
  readonly reached: Promise<Driver>;
  /** Lets waiting and later drivers go on. */
  release(): void;
}

interface Place<Driver> {
  step: Step;
  attempt: RegExp;
  freed: Promise<void>;
  arrive: (driver: Driver) => void;
}

export class Holds<Driver extends { attempt: string | null }> {
  readonly #places = new Set<Place<Driver>>();

  /** Holds every driver at a step, or only those of matching attempts. */
  add(step: Step, attempt: RegExp): Hold<Driver> {
    let release = (): void => undefined;
    let arrive: (driver: Driver) => void = () => undefined;
    const freed = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reached = new Promise<Driver>((resolve) => {
      arrive = resolve;
    });
    const place = { step, attempt, freed, arrive };
    this.#places.add(place);
    return {
      reached,
      release: () => {
        this.#places.delete(place);
        release();
      },
    };
  }

  /** Settles when a driver may leave a step; null if nothing holds it. */
  held(step: Step, driver: Driver): Promise<void> | null {
    for (const place of this.#places) {
      if (place.step !== step || !place.attempt.test(driver.attempt ?? '')) continue;
      place.arrive(driver);
      return place.freed;
    }
    return null;
  }
}
