import type { Progress } from '../../backup/parts.ts';
import type { Context } from '../context.ts';
import { bytesWord, numberWord } from '../../terminal/words.ts';

const EVERY_MS = 2_000;

/** Prints progress to stderr every two seconds; a shorter task prints nothing. */
export function progressOn(context: Context): (progress: Progress) => void {
  let last = Date.now();
  return ({ what, files, allFiles, bytes, allBytes }) => {
    if (Date.now() - last < EVERY_MS) return;
    last = Date.now();
    context.note(
      `${what} ${numberWord(files)} of ${numberWord(allFiles)} files, ${bytesWord(bytes)} of ${bytesWord(allBytes)}`,
    );
  };
}
