const DATE = /^\d{4}-\d\d-\d\d$/;
const LOCAL = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?$/;

/**
 * A time that a person wrote: a date is its midnight, and without an offset it is meant in the time zone.
 *
 * @returns null where it is none
 */
export function zonedTime(text: string, timezone: string): Date | null {
  const local = DATE.test(text) ? `${text}T00:00` : text;
  const asUtc = new Date(LOCAL.test(local) ? `${local.replace(' ', 'T')}Z` : NaN);
  if (!Number.isNaN(+asUtc)) {
    // Near a change of the clock the first guess may lie on its other side.
    const guess = new Date(+asUtc - offset(asUtc, timezone));
    return new Date(+asUtc - offset(guess, timezone));
  }
  const exact = new Date(/([zZ]|[+-]\d\d:?\d\d)$/.test(text) ? text : NaN);
  return Number.isNaN(+exact) ? null : exact;
}

/** How far a time zone's clocks are ahead of UTC at a time, in milliseconds. */
function offset(at: Date, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const day = Date.UTC(of('year'), of('month') - 1, of('day'));
  const shown = day + ((of('hour') * 60 + of('minute')) * 60 + of('second')) * 1000;
  return shown - Math.floor(+at / 1000) * 1000;
}
