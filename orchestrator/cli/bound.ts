/** Bounds of the bookmark, as people read and write them. */
import { TerminalError } from '../model/errors.ts';
import type { SourceBookmark } from '../model/result.ts';
import { zonedTime } from './zoned-time.ts';

type Kind = SourceBookmark['kind'];

/** What the bounds of a kind count. */
export const UNITS: Readonly<Record<Kind, string>> = {
  xid: 'xid',
  id: 'id',
  timestamp: 'time (UTC)',
  snapshot: 'snapshot',
};

/** A timestamp as a time in UTC, with as many decimals as it has; anything else as it is. */
export function boundWord(kind: Kind, bound: string): string {
  if (kind !== 'timestamp') return bound;
  const micros = BigInt(bound);
  const time = new Date(Number(micros / 1_000_000n) * 1000);
  if (Number.isNaN(+time)) return bound;
  const rest = String(micros % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const seconds = time.toISOString().slice(0, 19).replace('T', ' ');
  return rest === '' ? seconds : `${seconds}.${rest}`;
}

/**
 * A bound that a person wrote: a whole number, or of kind timestamp a time, which without an offset is in UTC.
 *
 * @throws TerminalError where it is none
 */
export function boundOf(kind: Kind, text: string): string {
  if (/^\d{1,20}$/.test(text)) return String(BigInt(text));
  const [, whole = text, decimals = '', offset = ''] =
    /^(.*\d\d:\d\d:\d\d)\.(\d{1,6})(.*)$/.exec(text) ?? [];
  const time = kind === 'timestamp' ? zonedTime(`${whole}${offset}`, 'UTC') : null;
  if (time && +time >= 0) return String(BigInt(+time) * 1000n + BigInt(decimals.padEnd(6, '0')));
  throw new TerminalError(`--to ${text} is no bound of kind ${kind}`, {
    mend:
      kind === 'timestamp'
        ? 'Write a time, such as 2026-01-31T06:00:00Z, or microseconds since 1970.'
        : `Write a whole number: ${kind === 'xid' ? 'a transaction id' : 'a key'}, the first that is to be read again.`,
  });
}
