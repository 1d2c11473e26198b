/** Places where a test makes drivers wait. */
import type { Step } from './play.ts';

export interface Hold<Driver> {
  /** Resolves with the first driver that waits here. */
  readonly reached: Promise<Driver>;
  /** Lets the drivers that wait here go on, and those that come later. */
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

  /** Holds every driver at a step, or those of the attempts that match. */
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

  /** What a driver waits for at a step; null where nothing holds it. */
  held(step: Step, driver: Driver): Promise<void> | null {
    for (const place of this.#places) {
      if (place.step !== step || !place.attempt.test(driver.attempt ?? '')) continue;
      place.arrive(driver);
      return place.freed;
    }
    return null;
  }
}
