import type { Random } from 'random';
import type { Branch } from './branches.ts';

/** States of an order, in this order. */
export const statuses = ['NEW', 'INTRANSIT', 'DELIVERED'] as const;
export type Status = (typeof statuses)[number];

/** A change of an order: a row of `ordershistory`. */
export interface Change {
  readonly status: Status;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/** Durations in whole seconds, so that no two readers round differently. */
export interface Journey {
  /** From NEW to INTRANSIT: picked, packed, handed over. */
  readonly packing: number;
  /** From INTRANSIT to DELIVERED. */
  readonly transit: number;
}

const hour = 3600;
const minute = 60;

/** Draws journeys: log-normal around the branch's median, with 10 to 35 percent of it for packing. */
export function journeys(random: Random): (branch: Branch) => Journey {
  const spread = random.logNormal(0, 0.38);
  return (branch) => {
    const whole = branch.medianHours * hour * spread();
    const share = random.float(0.1, 0.35);
    return {
      packing: Math.max(minute, Math.round(whole * share)),
      transit: Math.max(minute, Math.round(whole * (1 - share))),
    };
  };
}

/** All changes of an order created at `createdAt`, in milliseconds since 1970. */
export function changesOf(
  createdAt: number,
  { packing, transit }: Journey,
): readonly [Change, Change, Change] {
  return [
    { status: 'NEW', changedAt: createdAt },
    { status: 'INTRANSIT', changedAt: createdAt + packing * 1000 },
    { status: 'DELIVERED', changedAt: createdAt + (packing + transit) * 1000 },
  ];
}
