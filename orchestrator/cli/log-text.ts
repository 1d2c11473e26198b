/** The last lines of a log that are not empty. */
export function lastLines(text: string, lines: number): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-lines)
    .join('\n');
}

/** So much of what was read before is looked for in what is read now. */
const OVERLAP = 2_048;

/** What has come to a log since it was read before; of a long one both are only the end. */
export function newText(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const end = before.slice(-OVERLAP);
  const at = now.lastIndexOf(end);
  return at < 0 ? now : now.slice(at + end.length);
}
