/** Finding and filling the elements of the page. */

export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

export function say(id: string, text: string): void {
  const found = element(id);
  // A screen reader reads a status out each time that it is set.
  if (found.textContent !== text) found.textContent = text;
}

export const whole = (value: number): string => value.toLocaleString('en');

export const hoursText = (hours: number | null, digits = 2): string =>
  hours === null
    ? '–'
    : hours.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** `+12`, `−3`, or `±0`. */
export function gainText(gain: number | null, digits = 0): string {
  if (gain === null) return '–';
  const text = hoursText(Math.abs(gain), digits);
  if (Number(text.replaceAll(',', '')) === 0) return '±0';
  return `${gain > 0 ? '+' : '−'}${text}`;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

export function ago(date: Date): string {
  const seconds = Math.max(0, (Date.now() - date.getTime()) / 1000);
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? (['second', 1] as const);
  return relative.format(-Math.floor(seconds / length), unit);
}
