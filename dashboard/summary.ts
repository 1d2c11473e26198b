/** The gold data and its totals. The server and the browser share this file, so it imports nothing. */

/** Totals of one branch over all its orders. */
export interface Branch {
  branch: string;
  orders: number;
  delivered: number;
  /** Average hours from order to delivery, two decimals; null if there are no deliveries. */
  hours: number | null;
  /** The figures of the run before the last one; null if it did not have the branch. */
  before: { orders: number; hours: number | null } | null;
}

/** Totals of one branch on one day: the UTC day of the order. */
export interface Day {
  branch: string;
  /** `2026-01-31` */
  day: string;
  orders: number;
  delivered: number;
  hours: number | null;
}

export type Gold =
  | { state: 'empty' }
  | { state: 'unreachable'; reason: string }
  | {
      state: 'ready';
      /** When the files were written, ISO 8601 in UTC. */
      made: string;
      branches: Branch[];
      days: Day[];
    };

export interface Total {
  orders: number;
  delivered: number;
  hours: number | null;
}

/** Sums rows up. The average is weighted by deliveries, and exact to 0.01 because the rows' averages are rounded. */
export function total(rows: readonly Total[]): Total {
  const orders = sum(rows.map((row) => row.orders));
  const delivered = sum(rows.map((row) => row.delivered));
  const hours = sum(rows.map((row) => (row.hours ?? 0) * row.delivered));
  return { orders, delivered, hours: delivered > 0 ? hours / delivered : null };
}

/** The branch with the most orders; the first by name on a tie. */
export function busiest(branches: readonly Branch[]): Branch | undefined {
  return sorted(branches, (a, b) => b.orders - a.orders)[0];
}

/** The branch with the shortest average delivery; the first by name on a tie. */
export function fastest(branches: readonly Branch[]): Branch | undefined {
  const delivering = branches.filter(({ hours }) => hours !== null);
  return sorted(delivering, (a, b) => (a.hours ?? 0) - (b.hours ?? 0))[0];
}

/** Orders gained since the run before; null after the first run. */
export function ordersGained(branches: readonly Branch[]): number | null {
  if (branches.every(({ before }) => before === null)) return null;
  return sum(branches.map(({ orders, before }) => orders - (before?.orders ?? 0)));
}

/** Change of the average delivery in hours, above 0 if slower; null if there is nothing to compare. */
export function hoursGained({ hours, before }: Branch): number | null {
  const previous = before?.hours ?? null;
  return hours === null || previous === null ? null : hours - previous;
}

/** Totals by day over all branches, in order of time. */
export function byDay(days: readonly Day[]): ({ day: string } & Total)[] {
  const rows = new Map<string, Day[]>();
  for (const row of days) rows.set(row.day, [...(rows.get(row.day) ?? []), row]);
  return [...rows.keys()].sort().map((day) => ({ day, ...total(rows.get(day) ?? []) }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

function sorted(branches: readonly Branch[], order: (a: Branch, b: Branch) => number): Branch[] {
  return branches.toSorted((a, b) => order(a, b) || a.branch.localeCompare(b.branch));
}
