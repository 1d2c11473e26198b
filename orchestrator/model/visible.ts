/**
 * Makes text safe for PostgreSQL, JSON and terminals. Control characters become escapes such as `\x1b`; lone
 * surrogates become escapes such as `\ud83d`. jobs/sparkwright escapes the same way: both are tested with
 * tests/unit/vectors/text.json.
 */

/** C0 except tab, newline and carriage return; DEL; C1, which some terminals also obey. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const HALF_PAIR = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Escapes control characters and lone surrogates; escaped text stays unchanged. */
export function visible(text: string): string {
  return text
    .replace(CONTROL, (control) => `\\x${hex(control, 2)}`)
    .replace(HALF_PAIR, (half) => `\\u${hex(half, 4)}`);
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0');
}

/** Carriage returns that are not part of a line end, and characters that change the direction of text. */
const MOVES = /\r(?!\n)|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Escapes text of unknown origin, such as a log, so that it can't colour, move or overwrite anything in a terminal.
 */
export function quoted(text: string): string {
  return visible(text).replace(MOVES, (mark) =>
    mark === '\r' ? '\\r' : `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Serializes a value as JSON, with `visible` applied to all strings and keys. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'string') return visible(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, value]) => [visible(name), value]));
  });
}

/** Copies a value, with `visible` applied to all strings and keys. Dates become strings, as in JSON. */
export function visibleValue<T>(value: T): T {
  return JSON.parse(visibleJson(value)) as T;
}
