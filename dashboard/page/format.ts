/** Numbers and times as the page shows them. */

const NONE = '–';

/** `12,345`. */
export function numberText(value: number, decimals = 0): string {
  return value.toLocaleString('en', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** `30.50`, or a dash. */
export function hoursText(hours: number | null): string {
  return hours === null ? NONE : numberText(hours, 2);
}

/** `+12`, `−3`, `±0`, or a dash. */
export function gainText(gain: number | null, decimals = 0): string {
  if (gain === null) return NONE;
  if (Number(Math.abs(gain).toFixed(decimals)) === 0) return '±0';
  return `${gain > 0 ? '+' : '−'}${numberText(Math.abs(gain), decimals)}`;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** `5 minutes ago`. */
export function agoText(date: Date): string {
  const seconds = Math.max(0, (Date.now() - date.getTime()) / 1000);
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? (['second', 1] as const);
  return relative.format(-Math.floor(seconds / length), unit);
}
