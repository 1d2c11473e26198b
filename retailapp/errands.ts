import TinyQueue from 'tinyqueue';
import { branchOf } from './branches.ts';
import { stream, type Seed } from './chance.ts';
import { changesOf, journeys, type Change, type Journey } from './journey.ts';
import type { OpenOrder } from './ledger.ts';
import type { Order } from './orders.ts';

/** An order that is not delivered, and its changes to come. */
export interface Errand {
  /** Its id in the database; undefined until a new order is written. */
  readonly id?: string;
  readonly branch: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Only until the order itself is written. */
  readonly order?: Order;
  readonly next: Change;
  readonly later: readonly Change[];
}

/** The errands, by the time of their next change. */
export function earliestFirst(): TinyQueue<Errand> {
  return new TinyQueue<Errand>([], (a, b) => a.next.changedAt - b.next.changedAt);
}

/** The errand of a new order. */
export function placed(order: Order): Errand {
  const { branch, createdAt, journey } = order;
  const [next, ...later] = changesOf(createdAt, journey);
  return { branch, createdAt, order, next, later };
}

/** The rest of an errand after its next change was written under this id; undefined if it was the last. */
export function rest(
  { branch, createdAt, later: [next, ...later] }: Errand,
  id: string,
): Errand | undefined {
  return next && { id, branch, createdAt, next, later };
}

// An order this improbable is later than its branch allows, and gets a plan of its own.
const mostDraws = 100;

/**
 * The errand of an open order in the database. Its plan is not stored, so one is drawn by seed and id, with its next
 * change after the newest one of all. A change that is overdue by now happens at once, with its planned time.
 * @param newest time of the newest change of any order, in milliseconds since 1970.
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
