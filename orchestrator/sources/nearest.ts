/** The likely meaning of a misspelt name, as in jobs/sparkwright/sources/nearest.py. */

/** The name with the fewest edits, the first of several; null if none is near. */
export function nearest(written: string, names: readonly string[]): string | null {
  const word = letters(written);
  let near: { edits: number; name: string } | null = null;
  for (const name of names) {
    const edits = distance(word, letters(name));
    if (near === null || edits < near.edits) near = { edits, name };
  }
  const most = Math.max(1, Math.floor(word.length / 2));
  return near !== null && near.edits <= most ? near.name : null;
}

const letters = (text: string) => Array.from(text.toLowerCase());

/** Levenshtein distance. */
function distance(one: readonly string[], other: readonly string[]): number {
  let before = Array.from({ length: other.length + 1 }, (_, place) => place);
  one.forEach((letter, row) => {
    const now = [row + 1];
    other.forEach((against, place) => {
      const swapped = (before[place] ?? 0) + (letter === against ? 0 : 1);
      now.push(Math.min((before[place + 1] ?? 0) + 1, (now[place] ?? 0) + 1, swapped));
    });
    before = now;
  });
  return before.at(-1) ?? 0;
}
