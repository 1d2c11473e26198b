import { busiest, fastest, ordersGained, total, type Branch } from '../summary.ts';
import { setText } from './dom.ts';
import { gainText, hoursText, numberText } from './format.ts';

/** Fills the four tiles at the top. */
export function drawTiles(branches: readonly Branch[]): void {
  const all = total(branches);
  const gained = ordersGained(branches);
  setText('orders', numberText(all.orders));
  setText(
    'orders-note',
    gained === null ? 'from the first run' : `${gainText(gained)} since the last run`,
  );
  setText('hours', all.hours === null ? '–' : `${hoursText(all.hours)} h`);
  setText('hours-note', `${numberText(all.delivered)} of ${numberText(all.orders)} delivered`);
  const [most, quickest] = [busiest(branches), fastest(branches)];
  setText('busiest', most?.branch ?? '–');
  setText('busiest-note', most ? `${numberText(most.orders)} orders` : '');
  setText('fastest', quickest?.branch ?? '–');
  setText(
    'fastest-note',
    quickest ? `${hoursText(quickest.hours)} hours on average` : 'no deliveries yet',
  );
}
