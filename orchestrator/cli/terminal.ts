/** What goes out to a person or a script: no control character of anything that was read reaches a terminal. */
import { visible } from '../model/visible.ts';

/** What colors.ts makes. */
const COLOUR = /(\u001b\[\d{1,2}m)/;

/** Text with colours of the command's own, and nothing else that a terminal obeys. */
export function forTerminal(text: string): string {
  return text
    .split(COLOUR)
    .map((part, i) => (i % 2 === 1 ? part : visible(part)))
    .join('');
}

/** One document of JSON in a line, in which DEL and C1 are escaped too, as JSON itself does not ask for. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f]/g,
    (control) => `\\u00${control.charCodeAt(0).toString(16)}`,
  );
}
