import { hoursGained, type Branch } from '../summary.ts';
import { element } from './dom.ts';
import { gainText, hoursText, numberText } from './format.ts';

type Column = 'branch' | 'orders' | 'delivered' | 'hours';

let sort: { by: Column; down: boolean } = { by: 'orders', down: true };
let rows: readonly Branch[] = [];

/** Draws the table of branches. A click on a heading sorts by it, a second click reverses the order. */
export function drawTable(branches: readonly Branch[]): void {
  rows = branches;
  const ordered = branches.toSorted((a, b) => (sort.down ? -1 : 1) * compare(a, b));
  element('branches').replaceChildren(...ordered.map(row));
  for (const button of buttons()) {
    const active = button.dataset.sort === sort.by;
    button
      .closest('th')
      ?.setAttribute('aria-sort', active ? (sort.down ? 'descending' : 'ascending') : 'none');
  }
}

function compare(a: Branch, b: Branch): number {
  if (sort.by === 'branch') return a.branch.localeCompare(b.branch);
  return (a[sort.by] ?? -1) - (b[sort.by] ?? -1) || b.branch.localeCompare(a.branch);
}

function row(branch: Branch): HTMLTableRowElement {
  const line = document.createElement('tr');
  const name = document.createElement('th');
  name.scope = 'row';
  name.textContent = branch.branch;
  const slower = hoursGained(branch);
  const cells = [
    numberText(branch.orders),
    gainText(branch.before ? branch.orders - branch.before.orders : null),
    numberText(branch.delivered),
    hoursText(branch.hours),
    gainText(slower, 2),
  ].map((text) => {
    const cell = document.createElement('td');
    cell.textContent = text;
    return cell;
  });
  if (slower !== null && Math.abs(slower) >= 0.005)
    cells.at(-1)?.classList.add(slower > 0 ? 'worse' : 'better');
  line.append(name, ...cells);
  return line;
}

function buttons(): HTMLButtonElement[] {
  return [...document.querySelectorAll<HTMLButtonElement>('button[data-sort]')];
}

for (const button of buttons()) {
  button.addEventListener('click', () => {
    const by = button.dataset.sort as Column;
    sort = { by, down: sort.by === by ? !sort.down : by !== 'branch' };
    drawTable(rows);
  });
}
