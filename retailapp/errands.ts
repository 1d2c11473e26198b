import TinyQueue from 'tinyqueue';
import { branchOf } from './branches.ts';
import { stream, type Seed } from './chance.ts';
import { changesOf, journeys, type Change } from './journey.ts';
import type { OpenOrder } from './ledger.ts';
import type { Order } from './orders.ts';

/** An order that is not delivered, and what is still to happen to it. */
export interface Errand {
  /** Its id in the database; a new order has none until it is written. */
  readonly id?: string;
  readonly branch: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** There as long as the order itself is still to be written. */
  readonly order?: Order;
  readonly next: Change;
  readonly later: readonly Change[];
}

/** The errands, that whose next change comes first at the top. */
export function earliestFirst(): TinyQueue<Errand> {
  return new TinyQueue<Errand>([], (a, b) => a.next.changedAt - b.next.changedAt);
}

/** The errand of a new order. */
export function placed(order: Order): Errand {
  const { branch, createdAt, journey } = order;
  const [next, ...later] = changesOf(createdAt, journey);
  return { branch, createdAt, order, next, later };
}

/** What is left of an errand once its next change has been written under that id; undefined when that was the last. */
export function rest(
  { branch, createdAt, later: [next, ...later] }: Errand,
  id: string,
): Errand | undefined {
  return next && { id, branch, createdAt, next, later };
}

/**
 * The errand of an order that was found open. Its plan is not kept, so it is drawn anew, by seed and id; an order that
 * should have arrived while nobody was looking arrives at once, dated as planned.
 */
export function carriedOn(seed: Seed, { id, branch, createdAt, leftAt }: OpenOrder): Errand {
  const journey = journeys(stream(seed, `carried on ${id}`))(branchOf(branch));
  if (leftAt === undefined) {
    const [, next, ...later] = changesOf(createdAt, journey);
    return { id, branch, createdAt, next, later };
  }
  const next: Change = { status: 'DELIVERED', changedAt: leftAt + journey.transit * 1000 };
  return { id, branch, createdAt, next, later: [] };
}
