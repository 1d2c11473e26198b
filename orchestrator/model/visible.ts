/**
 * Text that PostgreSQL, JSON and a terminal can hold. A control character becomes `\x1b`, half a surrogate pair `\ud83d`: the
 * same form as in jobs/sparkwright, by tests/unit/vectors/text.json. Tab, newline and carriage return stay.
 */

/** C0 without tab, newline and carriage return; DEL; C1, which some terminals obey as well. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const HALF_PAIR = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text, every character of it visible. Text that is visible already stays as it is. */
export function visible(text: string): string {
  return text
    .replace(CONTROL, (control) => `\\x${hex(control, 2)}`)
    .replace(HALF_PAIR, (half) => `\\u${hex(half, 4)}`);
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0');
}

/** A value as JSON, every text and every name in it visible. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'string') return visible(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, each]) => [visible(name), each]));
  });
}

/** The same value, every text and every name in it visible. Dates become text, as in JSON. */
export function visibleValue<T>(value: T): T {
  return JSON.parse(visibleJson(value)) as T;
}
