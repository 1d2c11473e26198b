import * as Plot from '@observablehq/plot';
import { byDay, type Day } from '../summary.ts';
import { element } from './dom.ts';

const ALL = 'All branches';

let days: readonly Day[] = [];

const chooser = element('branch') as HTMLSelectElement;
chooser.addEventListener('change', draw);
addEventListener('resize', draw);

/** Draws the trend by day, of all branches or of the selected one. */
export function drawDays(newDays: readonly Day[]): void {
  days = newDays;
  const names = [ALL, ...new Set(days.map(({ branch }) => branch))];
  const selected = names.includes(chooser.value) ? chooser.value : ALL;
  chooser.replaceChildren(...names.map((name) => new Option(name, name, false, name === selected)));
  draw();
}

function draw(): void {
  const daysShown =
    chooser.value === ALL ? days : days.filter(({ branch }) => branch === chooser.value);
  const rows = byDay(daysShown).map(({ day, ...row }) => ({
    ...row,
    day: new Date(`${day}T00:00:00Z`),
  }));
  const options = (id: string): Plot.PlotOptions => ({
    width: Math.max(280, element(id).clientWidth),
    height: 220,
    marginLeft: 52,
    x: { type: 'utc', label: null, interval: 'day' },
    style: { background: 'transparent' },
  });
  const tip = { tip: { format: { x: '%Y-%m-%d' } } } as const;
  element('orders-by-day').replaceChildren(
    Plot.plot({
      ...options('orders-by-day'),
      y: { grid: true, label: null, zero: true },
      marks: [
        Plot.rectY(rows, { x: 'day', interval: 'day', y: 'orders', fill: 'var(--accent)', ...tip }),
        Plot.ruleY([0]),
      ],
    }),
  );
  const withDeliveries = rows.filter(({ hours }) => hours !== null);
  element('hours-by-day').replaceChildren(
    Plot.plot({
      ...options('hours-by-day'),
      x: { type: 'utc', label: null },
      y: { grid: true, label: null, zero: true },
      marks: [
        Plot.lineY(withDeliveries, {
          x: 'day',
          y: 'hours',
          stroke: 'var(--accent)',
          strokeWidth: 2,
        }),
        Plot.dot(withDeliveries, { x: 'day', y: 'hours', fill: 'var(--accent)', r: 2.5, ...tip }),
        Plot.ruleY([0]),
      ],
    }),
  );
}
