/** What the gold data says, in the words of the page. Shared by the server and the browser: imports nothing. */

/** One branch, over all its orders. */
export interface Branch {
  branch: string;
  orders: number;
  delivered: number;
  /** Average hours from order to delivery, two decimals; null while nothing is delivered. */
  hours: number | null;
  /** What the run before the last one said; null where it did not know the branch. */
  before: { orders: number; hours: number | null } | null;
}

/** One branch on one day, the day of the order in UTC. */
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

/** Hours are weighed by deliveries. Exact to a hundredth, as each average was rounded to one. */
export function total(rows: readonly Total[]): Total {
  const orders = sum(rows.map((row) => row.orders));
  const delivered = sum(rows.map((row) => row.delivered));
  const hours = sum(rows.map((row) => (row.hours ?? 0) * row.delivered));
  return { orders, delivered, hours: delivered > 0 ? hours / delivered : null };
}

/** The branch with the most orders; of equals the first by name. */
export function busiest(branches: readonly Branch[]): Branch | undefined {
  return sorted(branches, (a, b) => b.orders - a.orders)[0];
}

/** The branch that delivers quickest; of equals the first by name. */
export function fastest(branches: readonly Branch[]): Branch | undefined {
  const delivering = branches.filter(({ hours }) => hours !== null);
  return sorted(delivering, (a, b) => (a.hours ?? 0) - (b.hours ?? 0))[0];
}

/** How many orders there are more than after the run before; null after the first run. */
export function ordersGained(branches: readonly Branch[]): number | null {
  if (branches.every(({ before }) => before === null)) return null;
  return sum(branches.map(({ orders, before }) => orders - (before?.orders ?? 0)));
}

/** Hours by which deliveries have become slower (above 0) or faster; null where there is nothing to compare. */
export function hoursGained({ hours, before }: Branch): number | null {
  const was = before?.hours ?? null;
  return hours === null || was === null ? null : hours - was;
}

/** Days in order, each summed over the branches. */
export function byDay(days: readonly Day[]): ({ day: string } & Total)[] {
  const found = new Map<string, Day[]>();
  for (const row of days) found.set(row.day, [...(found.get(row.day) ?? []), row]);
  return [...found.keys()].sort().map((day) => ({ day, ...total(found.get(day) ?? []) }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

function sorted(branches: readonly Branch[], order: (a: Branch, b: Branch) => number): Branch[] {
  return branches.toSorted((a, b) => order(a, b) || a.branch.localeCompare(b.branch));
}
