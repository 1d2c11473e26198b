/** Shortens texts without splitting a surrogate pair. */

/** Like `slice`, but leaves out a pair that a cut would split. */
export function part(text: string, start: number, end = text.length): string {
  const from = start > 0 && splits(text, start) ? start + 1 : start;
  const to = end < text.length && splits(text, end) ? end - 1 : end;
  return text.slice(from, Math.max(from, to));
}

/** Whether a cut at this offset would split a pair. */
function splits(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1));
}

/** Shortens a text to at most `most` characters; the last one is then an ellipsis. */
export function ellipsized(text: string, most: number): string {
  return text.length <= most ? text : `${part(text, 0, most - 1)}…`;
}

/**
 * Shortens a text to at most `bound` characters: the beginning, the number of characters left out, and the end.
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
