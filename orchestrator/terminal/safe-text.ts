/** Output for people and scripts. Control characters in data never reach a terminal. */
import { quoted } from '../model/visible.ts';

/** Escape sequences that colors.ts writes. */
const COLOUR = /(\u001b\[\d{1,2}m)/;

/** Quotes every control character but the command's own colours. */
export function forTerminal(text: string): string {
  return text
    .split(COLOUR)
    .map((part, i) => (i % 2 === 1 ? part : quoted(part)))
    .join('');
}

/** JSON in one line. DEL and C1 are escaped too, which JSON does not require. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f]/g,
    (control) => `\\u00${control.charCodeAt(0).toString(16)}`,
  );
}
