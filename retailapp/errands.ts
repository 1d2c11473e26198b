import TinyQueue from 'tinyqueue';
import { branchOf } from './branches.ts';
import { stream, type Seed } from './chance.ts';
import { changesOf, journeys, type Change, type Journey } from './journey.ts';
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

// So improbable an order is late beyond what its branch is known for, and gets a plan of its own.
const mostDraws = 100;

/**
 * The errand of an order that was found open. Its plan is not kept, so one is drawn, by seed and id, that agrees with
 * what is known: its next change had not happened when the newest one did. A change that should have happened since
 * then happens at once, dated as planned.
 * @param newest when the newest change of any order was, in milliseconds since 1970.
 */
export function carriedOn(seed: Seed, open: OpenOrder, newest: number): Errand {
  const draw = journeys(stream(seed, `carried on ${open.id}`));
  const branch = branchOf(open.branch);
  let errand = left(open, draw(branch));
  for (let draws = 1; errand.next.changedAt <= newest; draws += 1) {
    if (draws === mostDraws) return later(errand, newest - errand.next.changedAt);
    errand = left(open, draw(branch));
  }
  return errand;
}

function left({ id, branch, createdAt, leftAt }: OpenOrder, journey: Journey): Errand {
  if (leftAt === undefined) {
    const [, next, ...rest] = changesOf(createdAt, journey);
    return { id, branch, createdAt, next, later: rest };
  }
  const next: Change = { status: 'DELIVERED', changedAt: leftAt + journey.transit * 1000 };
  return { id, branch, createdAt, next, later: [] };
}

// By whole minutes, and one more, so that durations stay whole seconds.
function later(errand: Errand, milliseconds: number): Errand {
  const delay = (Math.ceil(milliseconds / 60_000) + 1) * 60_000;
  const postponed = (change: Change): Change => ({
    ...change,
    changedAt: change.changedAt + delay,
  });
  return { ...errand, next: postponed(errand.next), later: errand.later.map(postponed) };
}
