/** Shorter texts: none of them ends or begins with half a surrogate pair. */

/** A part of a text: `slice`, which leaves out the half of a pair that it would split off. */
export function part(text: string, start: number, end = text.length): string {
  const from = start > 0 && splits(text, start) ? start + 1 : start;
  const to = end < text.length && splits(text, end) ? end - 1 : end;
  return text.slice(from, Math.max(from, to));
}

/** Whether a place is in the middle of a pair. */
function splits(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1));
}

/**
 * A text of at most so many characters: of a longer one the beginning and the end, and between them how many were left out.
 *
 * @param bound - at least 100
 */
export function bounded(text: string, bound: number): string {
  if (text.length <= bound) return text;
  const room = bound - `\n[... ${text.length} characters left out ...]\n`.length;
  const head = part(text, 0, Math.ceil(room / 2));
  const tail = part(text, text.length - Math.floor(room / 2));
  const left = text.length - head.length - tail.length;
  return `${head}\n[... ${left} characters left out ...]\n${tail}`;
}
