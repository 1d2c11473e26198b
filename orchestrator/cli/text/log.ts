import { part } from '../../model/shorten.ts';

/** Returns the last lines of a log that are not empty. */
export function lastLines(text: string, lines: number): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-lines)
    .join('\n');
}

/** Characters of the earlier text that are searched for in the new text. */
const OVERLAP = 2_048;

/** Returns the text that a log gained since the last read; both texts may be only its end. */
export function newText(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const end = part(before, Math.max(0, before.length - OVERLAP));
  const at = now.lastIndexOf(end);
  return at < 0 ? now : now.slice(at + end.length);
}
