/** Formats and parses bounds of bookmarks for users. */
import { TerminalError } from '../model/errors.ts';
import type { SourceBookmark } from '../model/result.ts';
import { zonedTime } from '../plan/zoned-time.ts';

type Kind = SourceBookmark['kind'];

/** Column titles for bounds of each kind. */
export const UNITS: Readonly<Record<Kind, string>> = {
  xid: 'xid',
  id: 'id',
  timestamp: 'time (UTC)',
  snapshot: 'snapshot',
};

/** Formats a timestamp bound as a UTC time with up to six decimals; other bounds stay unchanged. */
export function boundWord(kind: Kind, bound: string): string {
  if (kind !== 'timestamp') return bound;
  const micros = BigInt(bound);
  const time = new Date(Number(micros / 1_000_000n) * 1000);
  if (Number.isNaN(+time)) return bound;
  const decimals = String(micros % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const seconds = time.toISOString().slice(0, 19).replace('T', ' ');
  return decimals === '' ? seconds : `${seconds}.${decimals}`;
}

/**
 * Parses a bound: a whole number or, for kind timestamp, a time. A time without an offset is in UTC.
 *
 * @throws TerminalError if the text is not a bound of this kind
 */
export function boundOf(kind: Kind, text: string): string {
  if (/^\d{1,20}$/.test(text)) return String(BigInt(text));
  const [, whole = text, decimals = '', offset = ''] =
    /^(.*\d\d:\d\d:\d\d)\.(\d{1,6})(.*)$/.exec(text) ?? [];
  const time = kind === 'timestamp' ? zonedTime(`${whole}${offset}`, 'UTC') : null;
  if (time && +time >= 0) return String(BigInt(+time) * 1000n + BigInt(decimals.padEnd(6, '0')));
  throw new TerminalError(`--to ${text} is not a bound of kind ${kind}`, {
    hint:
      kind === 'timestamp'
        ? 'Write a time, such as 2026-01-31T06:00:00Z, or microseconds since 1970.'
        : `Write a whole number: the first ${kind === 'xid' ? 'transaction id' : 'key'} to read again.`,
  });
}
