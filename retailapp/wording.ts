import colors from 'picocolors';
import type { Status } from './journey.ts';
import type { Transaction } from './live.ts';

const paint: Readonly<Record<Status, (text: string) => string>> = {
  NEW: colors.cyan,
  INTRANSIT: colors.yellow,
  DELIVERED: colors.green,
};

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'EUR' });

/** A count with separators of thousands. */
export function counted(count: number): string {
  return whole.format(count);
}

/** A transaction in a line: time, order, change, branch and product. */
export function transactionLine({ id, branch, createdAt, change, order }: Transaction): string {
  const when = new Date(change.changedAt).toISOString().slice(0, 19).replace('T', ' ');
  const what = order
    ? `${order.quantity} × ${order.product}, ${money.format(order.quantity * Number(order.unitPrice))}`
    : `after ${((change.changedAt - createdAt) / 3_600_000).toFixed(1)} h`;
  const status = paint[change.status](change.status.padEnd(9));
  return `${colors.dim(when)}  ${`#${id}`.padEnd(9)}  ${status}  ${branch.padEnd(20)}  ${what}`;
}
