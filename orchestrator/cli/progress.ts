import type { Progress } from '../backup/parts.ts';
import type { Context } from './context.ts';
import { bytesWord, numberWord } from './words.ts';

const EVERY_MS = 2_000;

/** Says on stderr how far it has come, every two seconds, and so nothing of what is done by then. */
export function progressOn(context: Context): (progress: Progress) => void {
  let told = Date.now();
  return ({ what, files, allFiles, bytes, allBytes }) => {
    if (Date.now() - told < EVERY_MS) return;
    told = Date.now();
    context.note(
      `${what} ${numberWord(files)} of ${numberWord(allFiles)} files, ${bytesWord(bytes)} of ${bytesWord(allBytes)}`,
    );
  };
}
