import { busiest, fastest, ordersGained, total, type Branch } from '../summary.ts';
import { gainText, hoursText, say, whole } from './dom.ts';

/** The four figures at the top. */
export function drawTiles(branches: readonly Branch[]): void {
  const all = total(branches);
  const gained = ordersGained(branches);
  say('orders', whole(all.orders));
  say(
    'orders-note',
    gained === null ? 'from the first run' : `${gainText(gained)} since the last run`,
  );
  say('hours', all.hours === null ? '–' : `${hoursText(all.hours)} h`);
  say('hours-note', `${whole(all.delivered)} of ${whole(all.orders)} delivered`);
  const [most, quickest] = [busiest(branches), fastest(branches)];
  say('busiest', most?.branch ?? '–');
  say('busiest-note', most ? `${whole(most.orders)} orders` : '');
  say('fastest', quickest?.branch ?? '–');
  say(
    'fastest-note',
    quickest ? `${hoursText(quickest.hours)} hours on average` : 'nothing is delivered yet',
  );
}
